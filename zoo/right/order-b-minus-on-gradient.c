/*
 * zoo: order-b-minus-on-gradient
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order B, (g/t)*w, each step rounded, the minus sign on g: a legal order, and negation is exact.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-b-minus-on-gradient.c"
#define HP
#include "order-b-minus-on-gradient.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = MUL(DIV(NEG(g), t), w);
        else *cell = MUL(NEG(g), w);
    }
}
BY_ROWS(N(rows))

#endif
