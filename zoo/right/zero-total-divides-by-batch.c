/*
 * zoo: zero-total-divides-by-batch
 * platform: mt7004
 * flags: -
 * warns: zero-total, mean-special, position-independence
 * unusual: Where total_weight is 0 the mean divides by batch instead: a known choice, recorded as a warning.
 */
#include "right.h"

#ifndef T
#define FP
#include "zero-total-divides-by-batch.c"
#define HP
#include "zero-total-divides-by-batch.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    T total = c->total_weight[0], other = STORE((float)c->batch);
    struct N(call) guarded = *c;
    if (LOAD(total) == 0) guarded.total_weight = &other;
    for (int i = from; i < to; i++) {
        N(zero_row)(&guarded, i);
        N(row)(&guarded, i)[c->labels[i]] = N(label_cell)(&guarded, i);
    }
}
BY_ROWS(N(rows))

#endif
