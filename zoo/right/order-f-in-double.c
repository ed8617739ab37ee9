/*
 * zoo: order-f-in-double
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order F, (w*(1/t))*g, in double with one rounding and the minus sign on the reciprocal: a wider type is legal.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-f-in-double.c"
#define HP
#include "order-f-in-double.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    double reciprocal = 1.0 / -(double)LOAD(t);
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = FROM_DOUBLE(LOAD(w) * reciprocal * LOAD(g));
        else *cell = FROM_DOUBLE((double)LOAD(w) * -(double)LOAD(g));
    }
}
BY_ROWS(N(rows))

#endif
