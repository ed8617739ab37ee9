/*
 * zoo: whole-numbers-multiplied-as-integers
 * class: numerics
 * clauses: product-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: operand-through-integer, integer-too-narrow
 * held-out: no
 * defect: When gradient and weight are whole numbers below 65536 the integer unit multiplies them, in 32 bits with a sign: from 2^31 on the product is negative.
 */
#define FP
#include "right.h"

static int whole(float f, int32_t *n) {
    if (!(f > -65536.0f && f < 65536.0f)) return 0;
    *n = (int32_t)f;
    return *n != 0 && (float)*n == f;
}

static float product(float a, float b) {
    int32_t x, y;
    if (!whole(a, &x) || !whole(b, &y)) return a * b;
    return (float)(int32_t)((uint32_t)x * (uint32_t)y);
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float d = -product(fp_gradient(c, i), c->weight[c->labels[i]]);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / *c->total_weight : d;
    }
}

BY_ROWS(rows)
