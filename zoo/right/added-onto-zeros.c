/*
 * zoo: added-onto-zeros
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Zeroes its share and adds each row's value to its label cell, as an atomic scatter-add does: 0 + x is x, and -0 becomes +0, whose sign is free.
 */
#include "right.h"

#ifndef T
#define FP
#include "added-onto-zeros.c"
#define HP
#include "added-onto-zeros.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) N(zero_row)(c, i);
    for (int i = to; i-- > from;) {
        T *cell = N(row)(c, i) + c->labels[i];
        *cell = STORE(LOAD(*cell) + LOAD(N(label_cell)(c, i)));
    }
}
BY_ROWS(N(rows))

#endif
