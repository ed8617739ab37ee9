/*
 * zoo: subnormal-weights-flushed-where-they-lie
 * class: memory
 * clauses: inputs-unchanged
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-written
 * held-out: yes
 * defect: So that no slow subnormal is met in the loop, the weights are gone through first and subnormal ones set to zero in the caller's array.
 */
#include "right.h"
#ifndef T

static int fp_tiny(float f) { return (float_bits(f) & 0x7f800000) == 0; }
static int hp_tiny(half h) { return (h & 0x7c00) == 0; }

#define FP
#include "subnormal-weights-flushed-where-they-lie.c"
#define HP
#include "subnormal-weights-flushed-where-they-lie.c"
#else

static void N(flush)(T *w, int n) {
    for (int j = 0; j < n; j++)
        if (N(tiny)(w[j])) w[j] = ZERO;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    if (from == 0) N(flush)(c->weight, c->class_num);
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
