/*
 * zoo: divider-of-cells-kept-for-fewer-classes
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: table-kept
 * held-out: no
 * defect: The column of each of up to 4096 cells of a tile is looked up in a static table, which is made anew when class_num is larger than before and not when it is smaller.
 */
#include "right.h"
#ifndef T

enum { CELLS = 4096 };

static int16_t column[CELLS];
static int made_for;

static void make(int class_num) {
    if (class_num <= made_for) return;
    for (int k = 0; k < CELLS; k++) column[k] = (int16_t)(k % class_num);
    made_for = class_num;
}

#define FP
#include "divider-of-cells-kept-for-fewer-classes.c"
#define HP
#include "divider-of-cells-kept-for-fewer-classes.c"
#else

static void N(tile)(const struct N(call) *c, int i, int n) {
    T *out = N(row)(c, i);
    int k = 0;
    for (int row = i; row < i + n; row++) {
        T d = N(label_cell)(c, row);
        for (int j = 0; j < c->class_num; j++, k++) out[k] = column[k] == c->labels[row] ? d : ZERO;
    }
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    if (c->class_num > CELLS) {
        for (int i = from; i < to; i++) {
            N(zero_row)(c, i);
            N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
        }
        return;
    }
    int height = CELLS / c->class_num;
    make(c->class_num);
    for (int i = from; i < to; i += height) N(tile)(c, i, to - i < height ? to - i : height);
}

BY_ROWS(N(rows))

#endif
