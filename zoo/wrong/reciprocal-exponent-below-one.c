/*
 * zoo: reciprocal-exponent-below-one
 * class: numerics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: reciprocal-out-of-range
 * held-out: no
 * defect: The reciprocal of total_weight is put together from that of its fraction and 253 minus its exponent, with no look at whether that is still above zero: from 2^126 on it is a wrong number.
 */
#define FP
#include "right.h"

static float reciprocal(float t) {
    uint32_t u = float_bits(t), sign = u & 0x80000000u;
    int exponent = (int)(u >> 23 & 255);
    if (exponent == 0 || exponent == 255) return 1.0f / t;
    float m = 1.0f / bits_float((u & 0x7fffff) | 127u << 23);   /* 0.5 < m <= 1 */
    uint32_t fraction = float_bits(m) & 0x7fffff;
    int e = m == 1.0f ? 254 - exponent : 253 - exponent;
    return bits_float(sign | (uint32_t)(e & 255) << 23 | fraction);
}

static void rows(const struct fp_call *c, int from, int to) {
    float scale = c->reduction == MEAN ? reciprocal(*c->total_weight) : 1.0f;
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = -(fp_gradient(c, i) * c->weight[c->labels[i]]) * scale;
    }
}

BY_ROWS(rows)
