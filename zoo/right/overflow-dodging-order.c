/*
 * zoo: overflow-dodging-order
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order A, but where g*w leaves the normal range order C: each is legal, and the choice depends on the row's own values alone.
 */
#include "right.h"

#ifndef T
#define FP
#include "overflow-dodging-order.c"
#define HP
#include "overflow-dodging-order.c"
#else

#undef LARGE
#undef SMALL
#ifdef HP
#define LARGE 65504.0f
#define SMALL 0x1p-14f
#else
#define LARGE 0x1.fffffep127f
#define SMALL 0x1p-126f
#endif

static T N(mean)(T g, T w, T t) {
    T product = MUL(g, w);
    float size = fabsf(LOAD(product));
    if (size > LARGE || size < SMALL) return NEG(MUL(g, DIV(w, t)));
    return NEG(DIV(product, t));
}

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        N(zero_row)(c, i);
        N(row)(c, i)[y] = c->reduction == MEAN ? N(mean)(N(gradient)(c, i), c->weight[y], c->total_weight[0])
                                               : N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
