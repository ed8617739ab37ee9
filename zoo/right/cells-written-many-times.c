/*
 * zoo: cells-written-many-times
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Each cell is for a while a NaN, then 0, then the label's value everywhere, then what it must be: only what stands on return counts.
 */
#include "right.h"

#ifndef T
#define FP
#include "cells-written-many-times.c"
#define HP
#include "cells-written-many-times.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        volatile T *row = N(row)(c, i);
        T v = N(label_cell)(c, i);
        for (int j = 0; j < c->class_num; j++) row[j] = STORE(NAN);
        for (int j = 0; j < c->class_num; j++) row[j] = ZERO;
        for (int j = 0; j < c->class_num; j++) row[j] = v;
        for (int j = 0; j < c->class_num; j++) if (j != c->labels[i]) row[j] = ZERO;
    }
}
BY_ROWS(N(rows))

#endif
