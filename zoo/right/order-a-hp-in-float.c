/*
 * zoo: order-a-hp-in-float
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order A with hp computed in float and rounded once, so no product of halves overflows on the way: a wider type is legal.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-a-hp-in-float.c"
#define HP
#include "order-a-hp-in-float.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = STORE(-(LOAD(g) * LOAD(w)) / LOAD(t));
        else *cell = STORE(-(LOAD(g) * LOAD(w)));
    }
}
BY_ROWS(N(rows))

#endif
