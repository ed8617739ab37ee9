/*
 * zoo: order-b-in-double
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order B for fp and hp computed in double and rounded once: a wider type is legal.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-b-in-double.c"
#define HP
#include "order-b-in-double.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = FROM_DOUBLE(-((double)LOAD(g) / LOAD(t)) * LOAD(w));
        else *cell = FROM_DOUBLE(-((double)LOAD(g) * LOAD(w)));
    }
}
BY_ROWS(N(rows))

#endif
