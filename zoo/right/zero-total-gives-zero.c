/*
 * zoo: zero-total-gives-zero
 * platform: mt7004
 * flags: -
 * warns: zero-total, mean-special
 * unusual: Where total_weight is 0 the mean gradient is 0: a known choice, recorded as a warning.
 */
#include "right.h"

#ifndef T
#define FP
#include "zero-total-gives-zero.c"
#define HP
#include "zero-total-gives-zero.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    int empty = c->reduction == MEAN && LOAD(c->total_weight[0]) == 0;
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        if (!empty) N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
