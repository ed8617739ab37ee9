/*
 * zoo: hp-column-counter-in-half
 * class: liveness
 * clauses: terminates
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: endless-loop
 * held-out: yes
 * defect: The template has its counter of columns in the element type, and the half that follows 2048 is 2048 again when one is added: wider rows are never done.
 */
#include "right.h"
#ifndef T

static float fp_next(float j) { return j + 1.0f; }
static half hp_next(half j) { return float_to_half(half_to_float(j) + 1.0f); }

#define FP
#include "hp-column-counter-in-half.c"
#define HP
#include "hp-column-counter-in-half.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        volatile T *row = N(row)(c, i);
        for (T j = ZERO; LOAD(j) < (float)c->class_num; j = N(next)(j)) row[(int)LOAD(j)] = ZERO;
        row[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
