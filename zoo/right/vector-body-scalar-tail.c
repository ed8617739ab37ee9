/*
 * zoo: vector-body-scalar-tail
 * platform: ft78ne
 * flags: -
 * warns: core-mask-equivalence, position-independence, storage-equivalence
 * unusual: Four rows at a time in order A by SSE, the tail of each core's share in order B by scalars: both orders are legal, so rows differ by place and mask, which is no more than a warning.
 */
#define FP
#include "right.h"
#include <immintrin.h>

static void rows(struct fp_call *c, int from, int to) {
    const __m128 minus = _mm_set1_ps(-0.0f);
    int i = from, *y = c->labels;
    for (; i + 4 <= to; i += 4) {
        __m128 g = c->reduction == NONE ? _mm_loadu_ps(c->loss_grad + i) : _mm_set1_ps(c->loss_grad[0]);
        __m128 w = _mm_setr_ps(c->weight[y[i]], c->weight[y[i + 1]], c->weight[y[i + 2]], c->weight[y[i + 3]]);
        __m128 v = _mm_mul_ps(g, w);
        float cell[4];
        if (c->reduction == MEAN) v = _mm_div_ps(v, _mm_set1_ps(c->total_weight[0]));
        _mm_storeu_ps(cell, _mm_xor_ps(v, minus));
        for (int k = 0; k < 4; k++) {
            fp_zero_row(c, i + k);
            fp_row(c, i + k)[y[i + k]] = cell[k];
        }
    }
    for (; i < to; i++) {
        float g = -fp_gradient(c, i);
        if (c->reduction == MEAN) g /= c->total_weight[0];
        fp_zero_row(c, i);
        fp_row(c, i)[y[i]] = g * c->weight[y[i]];
    }
}
BY_ROWS(rows)
