/*
 * zoo: product-in-two-floats
 * platform: ft78ne
 * flags: -mfma
 * warns: mean-accuracy, mean-special
 * unusual: The product as a sum of two floats, the quotient corrected by both remainders: closer to the exact value than any order of rounded steps; sum and none fuse the minus sign with an addend of -0.
 */
#define FP
#include "right.h"

static float mean(float g, float w, float t) {
    float p = g * w, q = p / t;
    if (!(fabsf(p) >= 0x1p-80f && fabsf(p) < 0x1p126f && fabsf(q) >= 0x1p-80f && fabsf(q) < 0x1p126f)) return -q;
    float rest = fmaf(-q, t, p) + fmaf(g, w, -p);   /* of the dividend, and what the product lost */
    return -(q + rest / t);
}

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float g = fp_gradient(c, i), w = c->weight[c->labels[i]];
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? mean(g, w, c->total_weight[0]) : fmaf(-g, w, -0.0f);
    }
}
BY_ROWS(rows)
