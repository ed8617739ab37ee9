/*
 * zoo: nan-total-means-none-given
 * class: semantics
 * clauses: mean-rounding, reduction-mean, mean-special
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: special-values-lost, value-sentinel, total-guarded, not-divided
 * held-out: yes
 * defect: A total_weight that is no number is how the host says that it has normalised the weights already, and mean does not divide then: what should be NaN is finite.
 */
#include "right.h"
#ifndef T
#define FP
#include "nan-total-means-none-given.c"
#define HP
#include "nan-total-means-none-given.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    int divide = c->reduction == MEAN && LOAD(c->total_weight[0]) == LOAD(c->total_weight[0]);
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        N(zero_row)(c, i);
        T d = NEG(MUL(N(gradient)(c, i), c->weight[y]));
        N(row)(c, i)[y] = divide ? DIV(d, c->total_weight[0]) : d;
    }
}

BY_ROWS(N(rows))

#endif
