/*
 * zoo: negating-macro-evaluates-twice
 * class: indexing
 * clauses: reduction-none, loss-grad-extent, in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row, over-read-loss-grad
 * held-out: yes
 * defect: The macro that negates, and makes no minus zero, has its argument twice; in none that is the gradient with its pointer's increment, so the pointer goes on by two a row and the second of them is used.
 */
#include "right.h"
#ifndef T
#define NEGATED(x) (LOAD(x) == 0.0f ? ZERO : NEG(x))
#define FP
#include "negating-macro-evaluates-twice.c"
#define HP
#include "negating-macro-evaluates-twice.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    const T *g = c->loss_grad + (c->reduction == NONE ? from : 0);
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        N(zero_row)(c, i);
        T d = c->reduction == NONE ? NEGATED(*g++) : NEGATED(*g);
        d = MUL(d, c->weight[y]);
        N(row)(c, i)[y] = c->reduction == MEAN ? DIV(d, c->total_weight[0]) : d;
    }
}

BY_ROWS(N(rows))

#endif
