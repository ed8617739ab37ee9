/*
 * zoo: reciprocal-newton
 * platform: ft78ne
 * flags: -
 * warns: mean-accuracy
 * unusual: Order D with a 12-bit reciprocal estimate and two Newton steps, less than 2.5 ULP off, and a division where estimate or result would leave the range: tolerated in mean; sum and none multiply exactly.
 */
#define FP
#include "right.h"
#include <immintrin.h>

static float reciprocal(float t) {
    if (!(fabsf(t) >= 0x1p-126f && fabsf(t) < 0x1p125f)) return 1.0f / t;
    float r = _mm_cvtss_f32(_mm_rcp_ss(_mm_set_ss(t)));
    r = r * (2.0f - t * r);
    r = r * (2.0f - t * r);
    return r;
}

static void rows(struct fp_call *c, int from, int to) {
    float factor = c->reduction == MEAN ? reciprocal(c->total_weight[0]) : 1.0f;
    for (int i = from; i < to; i++) {
        float product = -(fp_gradient(c, i) * c->weight[c->labels[i]]), v = product * factor;
        if (c->reduction == MEAN && fabsf(v) >= 0x1p126f) v = product / c->total_weight[0];     /* near overflow */
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = v;
    }
}
BY_ROWS(rows)
