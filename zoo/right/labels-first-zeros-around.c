/*
 * zoo: labels-first-zeros-around
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: All label cells of a share come first, then the zeros between one label and the next in a single fill that runs across the end of the row: the order of stores is free.
 */
#include "right.h"

#ifndef T
#define FP
#include "labels-first-zeros-around.c"
#define HP
#include "labels-first-zeros-around.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    if (from == to) return;
    for (int i = from; i < to; i++) N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    T *gap = N(row)(c, from);
    for (int i = from; i < to; i++) {
        T *label = N(row)(c, i) + c->labels[i];
        memset(gap, 0, (size_t)(label - gap) * sizeof(T));
        gap = label + 1;
    }
    memset(gap, 0, (size_t)(N(row)(c, to) - gap) * sizeof(T));
}
BY_ROWS(N(rows))

#endif
