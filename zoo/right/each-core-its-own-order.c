/*
 * zoo: each-core-its-own-order
 * platform: mt7004
 * flags: -
 * warns: core-mask-equivalence, position-independence, storage-equivalence
 * unusual: Mean in another legal order on each core: A, B, C, D, then again; every row is legal, though masks differ, which is no more than a warning.
 */
#include "right.h"

#ifndef T
#define FP
#include "each-core-its-own-order.c"
#define HP
#include "each-core-its-own-order.c"
#else

static T N(mean)(T g, T w, T t, int rank) {
    switch (rank % 4) {
    case 0: return NEG(DIV(MUL(g, w), t));
    case 1: return MUL(DIV(g, NEG(t)), w);
    case 2: return MUL(NEG(g), DIV(w, t));
    default: return MUL(MUL(g, NEG(w)), DIV(ONE, t));
    }
}

static void N(core)(void *p, int rank, int cores) {
    struct N(call) *c = p;
    struct span s = share(c->batch, cores, rank);
    for (int i = s.from; i < s.to; i++) {
        int y = c->labels[i];
        N(zero_row)(c, i);
        N(row)(c, i)[y] = c->reduction == MEAN ? N(mean)(N(gradient)(c, i), c->weight[y], c->total_weight[0], rank)
                                               : N(label_cell)(c, i);
    }
}
BY_THREADS(N(core))

#endif
