/*
 * zoo: order-a-minus-on-result
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order A, (g*w)/t, each step rounded to the element type, the minus sign put on last: a legal order, and negation is exact.
 */
#include "right.h"

#ifndef T
#define FP
#include "order-a-minus-on-result.c"
#define HP
#include "order-a-minus-on-result.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = NEG(DIV(MUL(g, w), t));
        else *cell = NEG(MUL(g, w));
    }
}
BY_ROWS(N(rows))

#endif
