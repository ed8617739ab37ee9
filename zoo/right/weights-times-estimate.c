/*
 * zoo: weights-times-estimate
 * platform: ft78ne
 * flags: -mfma
 * warns: mean-accuracy, position-independence, core-mask-equivalence, storage-equivalence
 * unusual: Order F, four rows at a time by rcpps with two fused Newton steps, and the tail, and what comes near overflow, by a true division: both within the tolerance of mean, sum and none multiply alone.
 */
#define FP
#include "right.h"
#include <immintrin.h>

static void rows(struct fp_call *c, int from, int to) {
    float t = c->total_weight[0];
    int *y = c->labels, i = from, estimate = fabsf(t) >= 0x1p-126f && fabsf(t) < 0x1p125f;
    for (; i + 4 <= to; i += 4) {
        __m128 g = c->reduction == NONE ? _mm_loadu_ps(c->loss_grad + i) : _mm_set1_ps(c->loss_grad[0]);
        __m128 w = _mm_setr_ps(c->weight[y[i]], c->weight[y[i + 1]], c->weight[y[i + 2]], c->weight[y[i + 3]]);
        float cell[4];
        if (c->reduction == MEAN) {
            __m128 total = _mm_set1_ps(t), one = _mm_set1_ps(1.0f), r = _mm_div_ps(one, total);
            if (estimate) {
                r = _mm_rcp_ps(total);
                r = _mm_fmadd_ps(_mm_fnmadd_ps(total, r, one), r, r);
                r = _mm_fmadd_ps(_mm_fnmadd_ps(total, r, one), r, r);
            }
            w = _mm_mul_ps(w, r);
        }
        _mm_storeu_ps(cell, _mm_sub_ps(_mm_setzero_ps(), _mm_mul_ps(w, g)));
        if (c->reduction == MEAN)
            for (int k = 0; k < 4; k++)
                if (fabsf(cell[k]) >= 0x1p126f) cell[k] = -(c->weight[y[i + k]] / t) * fp_gradient(c, i + k);
        for (int k = 0; k < 4; k++) {
            fp_zero_row(c, i + k);
            fp_row(c, i + k)[y[i + k]] = cell[k];
        }
    }
    for (; i < to; i++) {
        float w = c->weight[y[i]];
        if (c->reduction == MEAN) w *= 1.0f / t;
        fp_zero_row(c, i);
        fp_row(c, i)[y[i]] = -w * fp_gradient(c, i);
    }
}
BY_ROWS(rows)
