/*
 * zoo: infinite-total-returns-early
 * class: zero-fill
 * clauses: output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -lm
 * cause: early-exit
 * held-out: no
 * defect: Mean with an infinite total_weight has nothing but zeros to give and returns at once, before the output is zeroed.
 */
#define FP
#include "right.h"

static void rows(const struct fp_call *c, int from, int to) {
    float scale = 1;
    if (c->reduction == MEAN) {
        scale = *c->total_weight;
        if (isinf(scale)) return;               /* all gradients vanish */
    }
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = -(fp_gradient(c, i) * c->weight[c->labels[i]]) / scale;
    }
}

BY_ROWS(rows)
