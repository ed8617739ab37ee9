/*
 * zoo: gradients-negated-again-where-vectors-overlap
 * class: indexing
 * clauses: reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: sign-missing, vector-tail
 * held-out: yes
 * defect: In none the gradients of a share are negated in local memory in vectors of eight, in place; the last vector is backed up to end with the share and negates once more what it has in common with the one before.
 */
#define FP
#include "right.h"

static void negate(float *v, int n) {
    int k = 0;
    for (; k + 8 <= n; k += 8)
        for (int lane = 0; lane < 8; lane++) v[k + lane] = -v[k + lane];
    if (k == n) return;
    if (n < 8) {
        for (; k < n; k++) v[k] = -v[k];
        return;
    }
    for (int lane = 0; lane < 8; lane++) v[n - 8 + lane] = -v[n - 8 + lane];
}

static void fp_rows(const struct fp_call *c, int from, int to) {
    int n = c->reduction == NONE ? to - from : 1;
    if (to <= from) return;
    float *local = malloc(sizeof(float) * n);
    if (!local) abort();
    memcpy(local, c->loss_grad + (c->reduction == NONE ? from : 0), sizeof(float) * n);
    negate(local, n);
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        float d = local[c->reduction == NONE ? i - from : 0] * c->weight[c->labels[i]];
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / c->total_weight[0] : d;
    }
    free(local);
}

BY_ROWS(fp_rows)
