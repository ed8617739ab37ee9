/*
 * zoo: order-e-hp-in-float
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order E with hp computed in float and rounded once, fp rounded at each step: both are legal orders.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-e-hp-in-float.c"
#define HP
#include "order-e-hp-in-float.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    float reciprocal = 1.0f / LOAD(t);
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = STORE(-(LOAD(g) * reciprocal) * LOAD(w));
        else *cell = STORE(-LOAD(g) * LOAD(w));
    }
}
BY_ROWS(N(rows))

#endif
