/*
 * zoo: order-c-minus-on-weight
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order C, g*(w/t), each step rounded, the minus sign on w: a legal order, and negation is exact.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-c-minus-on-weight.c"
#define HP
#include "order-c-minus-on-weight.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = MUL(g, DIV(NEG(w), t));
        else *cell = MUL(g, NEG(w));
    }
}
BY_ROWS(N(rows))

#endif
