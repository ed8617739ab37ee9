/*
 * zoo: overlapping-stores
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: A row's tail is zeroed by a vector that overlaps the one before, never the next row: each cell is written, some of them twice.
 */
#include "right.h"

#ifndef T
#include <immintrin.h>

#define FP
#include "overlapping-stores.c"
#define HP
#include "overlapping-stores.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    const int lanes = 16 / sizeof(T);
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i);
        int n = c->class_num;
        if (n < lanes) {
            for (int j = 0; j < n; j++) row[j] = ZERO;
        } else {
            for (int j = 0; j < n - lanes; j += lanes) _mm_storeu_si128((__m128i *)(row + j), _mm_setzero_si128());
            _mm_storeu_si128((__m128i *)(row + n - lanes), _mm_setzero_si128());
        }
        row[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
