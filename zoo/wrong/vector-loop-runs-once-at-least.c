/*
 * zoo: vector-loop-runs-once-at-least
 * class: memory
 * clauses: in-bounds, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: store-past-end, zero-fill-too-long
 * held-out: yes
 * defect: The loop that zeroes a row in vectors of 16 tests its count behind the first store, as a hardware loop does: rows of fewer than 16 columns get a whole vector, and the last one runs past the output.
 */
#include "right.h"
#ifndef T
#define FP
#include "vector-loop-runs-once-at-least.c"
#define HP
#include "vector-loop-runs-once-at-least.c"
#else

static void N(clear)(T *p, int n) {
    do {
        for (int lane = 0; lane < 16; lane++) p[lane] = ZERO;
        p += 16;
        n -= 16;
    } while (n >= 16);
    while (n-- > 0) *p++ = ZERO;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(clear)(N(row)(c, i), c->class_num);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
