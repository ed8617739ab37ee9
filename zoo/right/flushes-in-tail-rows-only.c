/*
 * zoo: flushes-in-tail-rows-only
 * platform: mt7004
 * flags: -
 * warns: subnormals, core-mask-equivalence, position-independence, storage-equivalence
 * unusual: Rows are done four at a time with subnormals kept; the one to three rows behind them go through a scalar path that flushes results to zero.
 */
#include "right.h"

#ifndef T
#define FP
#include "flushes-in-tail-rows-only.c"
#define HP
#include "flushes-in-tail-rows-only.c"
#else

static T N(flushed)(T x) {
    float least = sizeof(T) == sizeof(float) ? 0x1p-126f : 0x1p-14f, value = LOAD(x);
    return value != 0 && value > -least && value < least ? ZERO : x;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    int whole = from + ((to - from) & ~3);
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        T cell = N(label_cell)(c, i);
        N(row)(c, i)[c->labels[i]] = i < whole ? cell : N(flushed)(cell);
    }
}
BY_ROWS(N(rows))

#endif
