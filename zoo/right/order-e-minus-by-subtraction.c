/*
 * zoo: order-e-minus-by-subtraction
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order E, (g*(1/t))*w, with the reciprocal taken out of the loop and the sign changed by 0 - x: that turns a zero into +0, whose sign is free.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-e-minus-by-subtraction.c"
#define HP
#include "order-e-minus-by-subtraction.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    T reciprocal = DIV(ONE, t);
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = STORE(0.0f - LOAD(MUL(MUL(g, reciprocal), w)));
        else *cell = STORE(0.0f - LOAD(MUL(g, w)));
    }
}
BY_ROWS(N(rows))

#endif
