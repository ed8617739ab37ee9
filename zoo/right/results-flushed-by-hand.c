/*
 * zoo: results-flushed-by-hand
 * platform: mt7004
 * flags: -
 * warns: subnormals
 * unusual: A result below the smallest normal number becomes a zero, by a comparison after rounding: flushing is a warning, and what lies below after rounding lay below before.
 */
#include "right.h"

#ifndef T
#define FP
#include "results-flushed-by-hand.c"
#define HP
#include "results-flushed-by-hand.c"
#else

#undef SMALLEST
#ifdef HP
#define SMALLEST 0x1p-14f
#else
#define SMALLEST 0x1p-126f
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T v = N(label_cell)(c, i);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = fabsf(LOAD(v)) < SMALLEST ? ZERO : v;
    }
}
BY_ROWS(N(rows))

#endif
