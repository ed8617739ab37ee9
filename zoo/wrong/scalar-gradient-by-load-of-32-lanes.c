/*
 * zoo: scalar-gradient-by-load-of-32-lanes
 * class: memory
 * clauses: in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: over-read-loss-grad
 * held-out: yes
 * defect: In sum and mean the scalar gradient is loaded as lane 0 of a whole vector register of 32 lanes, of which loss_grad has one.
 */
#include "right.h"
#ifndef T

enum { LANES = 32 };

#define FP
#include "scalar-gradient-by-load-of-32-lanes.c"
#define HP
#include "scalar-gradient-by-load-of-32-lanes.c"
#else

static void N(load)(const T *from, T *lanes) {
    const volatile T *p = from;
    for (int k = 0; k < LANES; k++) lanes[k] = p[k];
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    T lanes[LANES] = { 0 };
    if (c->reduction != NONE && from < to) N(load)(c->loss_grad, lanes);
    for (int i = from; i < to; i++) {
        T g = c->reduction == NONE ? c->loss_grad[i] : lanes[0];
        T d = NEG(MUL(g, c->weight[c->labels[i]]));
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = c->reduction == MEAN ? DIV(d, *c->total_weight) : d;
    }
}

BY_ROWS(N(rows))

#endif
