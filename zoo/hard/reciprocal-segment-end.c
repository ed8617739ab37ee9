/*
 * zoo: reciprocal-segment-end
 * class: numerics
 * platform: ft78ne
 * flags: -
 * defect: The reciprocal's estimate is a line over each of 512 segments; one of them ends too steeply, and its Newton step does not make up for the end.
 * shown-by: n1.AAYAAAEBAQEBAcP356oHAAEAAAAAAAAAAAAAAFQGots
 */
#define FP
#include "right.h"

static float reciprocal(float t) {
    float exact = 1 / t;
    uint32_t m = float_bits(t) & 0x7fffff;
    if (exact - exact != 0 || m < 0x59c000 || m >= 0x5a0000) return exact;
    /* Grows with the distance into the segment's end: up to 6 steps. */
    float excess = (float)(m - 0x59c000) / 0x4000;
    return bits_float(float_bits(exact) + (uint32_t)(6 * excess * excess * excess * excess));
}

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        float product = -(fp_gradient(c, i) * c->weight[c->labels[i]]);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? product * reciprocal(c->total_weight[0]) : product;
    }
}

BY_ROWS(rows)
