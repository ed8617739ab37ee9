/*
 * zoo: mean-over-rows-with-weight
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: divided-by-batch, total-recomputed
 * held-out: yes
 * defect: Mean divides by the number of rows whose weight is not zero, as if total_weight were a count of valid samples that has to be made here.
 */
#define FP
#include "right.h"

static int valid_rows(const struct fp_call *c) {
    int n = 0;
    for (int i = 0; i < c->batch; i++) n += c->weight[c->labels[i]] != 0.0f;
    return n ? n : 1;
}

static void rows(const struct fp_call *c, int from, int to) {
    float divisor = 1;
    if (c->reduction == MEAN) divisor = (float)valid_rows(c);
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = -(fp_gradient(c, i) * c->weight[c->labels[i]]) / divisor;
    }
}

BY_ROWS(rows)
