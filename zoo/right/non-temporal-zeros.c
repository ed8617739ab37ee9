/*
 * zoo: non-temporal-zeros
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Zeros its share by non-temporal stores past the caches, fences them, and scatters the label cells after: the fence puts the stores in order.
 */
#include "right.h"

#ifndef T
#include <immintrin.h>

#define FP
#include "non-temporal-zeros.c"
#define HP
#include "non-temporal-zeros.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    char *p = (char *)N(row)(c, from), *end = (char *)N(row)(c, to);
    for (; p < end && (uintptr_t)p % 16; p++) *p = 0;
    for (; end - p >= 16; p += 16) _mm_stream_si128((__m128i *)p, _mm_setzero_si128());
    for (; p < end; p++) *p = 0;
    _mm_sfence();
    for (int i = from; i < to; i++) N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
}
BY_ROWS(N(rows))

#endif
