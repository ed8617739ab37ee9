/*
 * zoo: zeros-scaled-with-the-row
 * class: semantics
 * clauses: off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: off-label-computed
 * held-out: yes
 * defect: Mean builds the row first and then multiplies all of it by the reciprocal of total_weight, so that a total of zero or NaN makes the zeros NaN.
 */
#include "right.h"
#ifndef T
#define FP
#include "zeros-scaled-with-the-row.c"
#define HP
#include "zeros-scaled-with-the-row.c"
#else

static void N(scale)(T *row, int n, T by) {
    for (int j = 0; j < n; j++) row[j] = MUL(row[j], by);
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        T *row = N(row)(c, i);
        N(zero_row)(c, i);
        row[y] = NEG(MUL(N(gradient)(c, i), c->weight[y]));
        if (c->reduction == MEAN) N(scale)(row, c->class_num, DIV(ONE, *c->total_weight));
    }
}

BY_ROWS(N(rows))

#endif
