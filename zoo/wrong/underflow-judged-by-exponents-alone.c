/*
 * zoo: underflow-judged-by-exponents-alone
 * class: numerics
 * clauses: product-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: small-normals-flushed
 * held-out: no
 * defect: A product is flushed when the exponents of its operands add up to that of a subnormal; where their fractions carry into the next binade it would have been a normal number.
 */
#define FP
#include "right.h"

static int exponent_of(float f) { return (int)(float_bits(f) >> 23 & 255); }

static float product(float a, float b) {
    int ea = exponent_of(a), eb = exponent_of(b);
    if (ea != 255 && eb != 255 && ea + eb - 127 <= 0) return 0.0f;
    return a * b;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float d = -product(fp_gradient(c, i), c->weight[c->labels[i]]);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / *c->total_weight : d;
    }
}

BY_ROWS(rows)
