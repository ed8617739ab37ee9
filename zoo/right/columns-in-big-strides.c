/*
 * zoo: columns-in-big-strides
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Writes column by column down tiles of 64 rows, with a stride of a whole row between two stores: the order of stores is free.
 */
#include "right.h"

#ifndef T
#define FP
#include "columns-in-big-strides.c"
#define HP
#include "columns-in-big-strides.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int top = from; top < to; top += 64) {
        int bottom = to - top < 64 ? to : top + 64;
        T value[64];
        for (int i = top; i < bottom; i++) value[i - top] = N(label_cell)(c, i);
        for (int j = 0; j < c->class_num; j++)
            for (int i = top; i < bottom; i++) N(row)(c, i)[j] = j == c->labels[i] ? value[i - top] : ZERO;
        if (bottom == to) break;
    }
}
BY_ROWS(N(rows))

#endif
