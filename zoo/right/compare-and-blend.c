/*
 * zoo: compare-and-blend
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: No scatter: vectors compare the column numbers with the label and mask the value in as bits, so that a NaN value leaves the other cells 0.
 */
#include "right.h"

#ifndef T
#include <immintrin.h>

#define FP
#include "compare-and-blend.c"
#define HP
#include "compare-and-blend.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i), v = N(label_cell)(c, i);
        __m128i label = _mm_set1_epi32(c->labels[i]), step = _mm_set1_epi32(4), column = _mm_setr_epi32(0, 1, 2, 3);
        int j = 0, n = c->class_num;
#ifdef HP
        __m128i value = _mm_set1_epi16((short)v);
        for (; j <= n - 8; j += 8) {
            __m128i low = _mm_cmpeq_epi32(column, label), high;
            column = _mm_add_epi32(column, step);
            high = _mm_cmpeq_epi32(column, label);
            column = _mm_add_epi32(column, step);
            _mm_storeu_si128((__m128i *)(row + j), _mm_and_si128(value, _mm_packs_epi32(low, high)));
        }
#else
        __m128i value = _mm_castps_si128(_mm_set1_ps(v));
        for (; j <= n - 4; j += 4) {
            _mm_storeu_si128((__m128i *)(row + j), _mm_and_si128(value, _mm_cmpeq_epi32(column, label)));
            column = _mm_add_epi32(column, step);
        }
#endif
        for (; j < n; j++) row[j] = j == c->labels[i] ? v : ZERO;
    }
}
BY_ROWS(N(rows))

#endif
