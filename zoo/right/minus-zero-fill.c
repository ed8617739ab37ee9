/*
 * zoo: minus-zero-fill
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Every off-label cell is -0, stored as such: +0 and -0 are the same value.
 */
#include "right.h"

#ifndef T
#define FP
#include "minus-zero-fill.c"
#define HP
#include "minus-zero-fill.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i);
        for (int j = 0; j < c->class_num; j++) row[j] = NEG(ZERO);
        row[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
