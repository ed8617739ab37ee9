/*
 * zoo: single-row-share-broadcasts-gradient
 * class: semantics
 * clauses: reduction-none, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: loss-grad-first, loss-grad-of-another-row
 * held-out: no
 * defect: A core with a single row takes a scalar path, which reads its gradient as the scalar loss_grad[0], in none as well.
 */
#define FP
#include "right.h"

static void one_row(const struct fp_call *c, int i) {
    const float g = *c->loss_grad;              /* scalar path */
    float d = -g * c->weight[c->labels[i]];
    fp_zero_row(c, i);
    fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / *c->total_weight : d;
}

static void rows(const struct fp_call *c, int from, int to) {
    int n = to - from;
    if (n == 1) {
        one_row(c, from);
        return;
    }
    const float *g = c->reduction == NONE ? c->loss_grad + from : c->loss_grad;
    const int step = c->reduction == NONE;
    for (int i = from; i < to; i++, g += step) {
        float d = -*g * c->weight[c->labels[i]];
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / *c->total_weight : d;
    }
}

BY_ROWS(rows)
