/*
 * zoo: order-d-in-double
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order D with the reciprocal taken in double, outside the loop, and the result rounded once: a wider type is legal.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-d-in-double.c"
#define HP
#include "order-d-in-double.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    double reciprocal = -1.0 / LOAD(t);
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = FROM_DOUBLE((double)LOAD(g) * LOAD(w) * reciprocal);
        else *cell = FROM_DOUBLE((double)LOAD(g) * -(double)LOAD(w));
    }
}
BY_ROWS(N(rows))

#endif
