/*
 * zoo: private-in-another-order
 * platform: mt7004
 * flags: -
 * warns: storage-equivalence
 * unusual: Mean is order A in _s and order B in _p: each is legal by itself, and that they differ is no more than a warning.
 */
#include "right.h"

#ifndef T
#define FP
#include "private-in-another-order.c"
#define HP
#include "private-in-another-order.c"
#else

static void N(rows)(struct N(call) *c, int from, int to, int private) {
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        N(zero_row)(c, i);
        if (private && c->reduction == MEAN)
            N(row)(c, i)[y] = NEG(MUL(DIV(N(gradient)(c, i), c->total_weight[0]), c->weight[y]));
        else
            N(row)(c, i)[y] = N(label_cell)(c, i);
    }
}

void N(nlllossgrad_p)(PARAMS) { struct N(call) c = CALL; N(rows)(&c, 0, batch, 1); }
void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    int cores = core_count(core_mask);
    for (int rank = cores - 1; rank >= 0; rank--) {
        struct span s = share(batch, cores, rank);
        N(rows)(&c, s.from, s.to, 0);
    }
}

#endif
