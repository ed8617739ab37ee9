/*
 * zoo: split-of-product-overflows
 * class: numerics
 * clauses: product-rounding, product-special
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: overflows-too-early, special-values-lost
 * held-out: no
 * defect: The product gets its error term, from operands that are split by multiplying with 4097, as in compensated sums: large operands overflow in the split and the result is NaN.
 */
#define FP
#include "right.h"

static float two_product(float a, float b, float *error) {
    float p = a * b;
    float ca = 4097.0f * a, cb = 4097.0f * b;
    float ah = ca - (ca - a), al = a - ah, bh = cb - (cb - b), bl = b - bh;
    *error = ((ah * bh - p) + ah * bl + al * bh) + al * bl;
    return p;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float error, p = two_product(fp_gradient(c, i), c->weight[c->labels[i]], &error);
        float d = -(p + error);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / *c->total_weight : d;
    }
}

BY_ROWS(rows)
