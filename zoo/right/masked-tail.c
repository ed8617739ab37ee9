/*
 * zoo: masked-tail
 * platform: ft78ne
 * flags: -mavx2
 * warns: -
 * unusual: Eight lanes at a time with masked loads, gathers and stores at the tail, whose addresses past the end are never touched because their lanes are off.
 */
#define FP
#include "right.h"
#include <immintrin.h>

static void rows(struct fp_call *c, int from, int to) {
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    for (int i = from; i < to; i += 8) {
        __m256i on = _mm256_cmpgt_epi32(_mm256_set1_epi32(to - i), lane);
        __m256i label = _mm256_maskload_epi32(c->labels + i, on);
        __m256 g = c->reduction == NONE ? _mm256_maskload_ps(c->loss_grad + i, on) : _mm256_set1_ps(c->loss_grad[0]);
        __m256 w = _mm256_mask_i32gather_ps(_mm256_setzero_ps(), c->weight, label, _mm256_castsi256_ps(on), 4);
        __m256 v = _mm256_mul_ps(g, _mm256_xor_ps(w, _mm256_set1_ps(-0.0f)));
        float value[8];
        if (c->reduction == MEAN) v = _mm256_div_ps(v, _mm256_set1_ps(c->total_weight[0]));
        _mm256_storeu_ps(value, v);
        int count = to - i < 8 ? to - i : 8;
        for (int k = 0; k < count; k++) {
            float *row = fp_row(c, i + k);
            __m256i y = _mm256_set1_epi32(c->labels[i + k]);
            v = _mm256_set1_ps(value[k]);
            for (int j = 0, n = c->class_num; ; j += 8) {
                __m256i column = _mm256_add_epi32(_mm256_set1_epi32(j), lane);
                __m256 cell = _mm256_and_ps(v, _mm256_castsi256_ps(_mm256_cmpeq_epi32(column, y)));
                _mm256_maskstore_ps(row + j, _mm256_cmpgt_epi32(_mm256_set1_epi32(n - j), lane), cell);
                if (n - j <= 8) break;
            }
        }
        if (to - i <= 8) break;
    }
}
BY_ROWS(rows)
