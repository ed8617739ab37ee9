/*
 * zoo: mantissas-and-exponents
 * platform: ft78ne
 * flags: -
 * warns: mean-accuracy, extreme-total
 * unusual: Order A by a division of mantissas alone, with the exponents subtracted after it: a subnormal quotient is rounded twice, which is less than a step off and tolerated.
 */
#define FP
#include "right.h"

static float divide(float p, float t) {
    if (!isfinite(p) || !isfinite(t) || t == 0 || p == 0) return p / t;
    int a, b;
    float q = frexpf(p, &a) / frexpf(t, &b);
    return scalbnf(q, a - b);
}

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float v = -(fp_gradient(c, i) * c->weight[c->labels[i]]);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? divide(v, c->total_weight[0]) : v;
    }
}
BY_ROWS(rows)
