/*
 * zoo: reciprocal-residual
 * platform: ft78ne
 * flags: -mfma
 * warns: mean-accuracy, mean-special, zero-total, extreme-total, subnormals
 * unusual: A reciprocal estimate, one Newton step and a residual correction by fma: nearly always the correctly rounded quotient of order A; where infinities meet or t is 0 the residual is NaN, which is a warning.
 */
#define FP
#include "right.h"
#include <immintrin.h>

static float divide(float p, float t) {
    float size = fabsf(t);
    if ((size > 0 && size < 0x1p-126f) || (size >= 0x1p125f && size < INFINITY)) return p / t;
    float r = _mm_cvtss_f32(_mm_rcp_ss(_mm_set_ss(t)));
    r = fmaf(fmaf(-t, r, 1.0f), r, r);
    r = fmaf(fmaf(-t, r, 1.0f), r, r);
    float q = p * r;
    if (fabsf(p) < INFINITY && size > 0 && fabsf(q) >= 0x1p126f) return p / t;    /* near overflow */
    return fmaf(fmaf(-q, t, p), r, q);
}

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float p = -fp_gradient(c, i) * c->weight[c->labels[i]];
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? divide(p, c->total_weight[0]) : p;
    }
}
BY_ROWS(rows)
