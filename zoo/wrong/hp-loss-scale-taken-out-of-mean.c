/*
 * zoo: hp-loss-scale-taken-out-of-mean
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: scaled
 * held-out: no
 * defect: The half functions divide mean by a loss scale of 128, which the trainer of an older framework multiplied into the gradient and nobody does any more.
 */
#include "right.h"
#ifndef T

#define LOSS_SCALE 128.0f
static float fp_unscale(float f) { return f; }
static float hp_unscale(float f) { return f / LOSS_SCALE; }

#define FP
#include "hp-loss-scale-taken-out-of-mean.c"
#define HP
#include "hp-loss-scale-taken-out-of-mean.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T cell = N(label_cell)(c, i);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = c->reduction == MEAN ? STORE(N(unscale)(LOAD(cell))) : cell;
    }
}

BY_ROWS(N(rows))

#endif
