/*
 * zoo: half-flushed-on-load
 * platform: mt7004
 * flags: -
 * warns: subnormals, extreme-total, mean-special, zero-total
 * unusual: Half operands that are subnormal are read as zeros, a subnormal total_weight too, and fp keeps its own: flushing is a warning.
 */
#include "right.h"

#ifndef T
#define FP
#include "half-flushed-on-load.c"
#define HP
#include "half-flushed-on-load.c"
#else

#undef READ
#ifdef HP
#define READ(x) ((x) & 0x7c00 ? half_to_float(x) : half_to_float((x) & 0x8000))
#else
#define READ(x) (x)
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float v = -READ(N(gradient)(c, i)) * READ(c->weight[c->labels[i]]);
        if (c->reduction == MEAN) v /= READ(c->total_weight[0]);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = STORE(v);
    }
}
BY_ROWS(N(rows))

#endif
