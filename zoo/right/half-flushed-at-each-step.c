/*
 * zoo: half-flushed-at-each-step
 * platform: mt7004
 * flags: -
 * warns: subnormals, extreme-total, mean-special, zero-total
 * unusual: Half arithmetic of a unit without subnormals: each operand and each step's value before rounding flushes below 2^-14, in order B: flushing is a warning.
 */
#include "right.h"

#ifndef T
#define FP
#include "half-flushed-at-each-step.c"
#define HP
#include "half-flushed-at-each-step.c"
#else

#ifdef HP
static half flushed(float x) { return float_to_half(fabsf(x) < 0x1p-14f ? copysignf(0, x) : x); }
static float loaded(half x) { return half_to_float(x & 0x7c00 ? x : x & 0x8000); }
#undef MUL
#undef DIV
#define MUL(a, b) flushed(loaded(a) * loaded(b))
#define DIV(a, b) flushed(loaded(a) / loaded(b))
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i);
        if (c->reduction == MEAN) g = DIV(g, c->total_weight[0]);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = MUL(NEG(g), c->weight[c->labels[i]]);
    }
}
BY_ROWS(N(rows))

#endif
