/*
 * zoo: order-d-minus-on-total
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order D, (g*w)*(1/t), with the reciprocal of -t taken out of the loop: a legal order, the reciprocal correctly rounded.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-d-minus-on-total.c"
#define HP
#include "order-d-minus-on-total.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    T reciprocal = DIV(ONE, NEG(t));
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = MUL(MUL(g, w), reciprocal);
        else *cell = NEG(MUL(w, g));
    }
}
BY_ROWS(N(rows))

#endif
