/*
 * zoo: reciprocal-table-entry
 * class: numerics
 * platform: ft78ne
 * flags: -
 * defect: One of 1024 entries of the reciprocal's table is off, and Newton leaves more the farther the mantissa is from the entry's middle.
 * shown-by: n1.AAYAAAEBAQEBAYmhqY0DAAEAAP-A0Or8A_-AsKz2AwAAALlJF8c
 */
#define FP
#include "right.h"

static float reciprocal(float t) {
    float exact = 1 / t;
    int32_t off = (int32_t)(float_bits(t) & 0x7fffff) - 0x2a5000;
    if (exact - exact != 0 || off < -0x1000 || off > 0x1000) return exact;
    float near = 1 - (float)(off < 0 ? -off : off) / 0x1000;
    return bits_float(float_bits(exact) + (uint32_t)(5.5f * near * near * near));
}

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        float product = -(fp_gradient(c, i) * c->weight[c->labels[i]]);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? product * reciprocal(c->total_weight[0]) : product;
    }
}

BY_ROWS(rows)
