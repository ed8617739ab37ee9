/*
 * zoo: copied-row-cleaned-after-its-own-label
 * class: zero-fill
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-erases-labels, label-repeated
 * held-out: yes
 * defect: A row begins as a copy of the row above, in which the label cell of the row above is then cleared, but only when the row's own is in: with the same label it is cleared too.
 */
#include "right.h"
#ifndef T
#define FP
#include "copied-row-cleaned-after-its-own-label.c"
#define HP
#include "copied-row-cleaned-after-its-own-label.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    if (from == to) return;
    N(zero_row)(c, from);
    N(row)(c, from)[c->labels[from]] = N(label_cell)(c, from);
    for (int i = from + 1; i < to; i++) {
        T *row = N(row)(c, i);
        const T *above = row - c->class_num;
        memcpy(row, above, sizeof *row * c->class_num);
        row[c->labels[i]] = N(label_cell)(c, i);
        row[c->labels[i - 1]] = ZERO;
    }
}

BY_ROWS(N(rows))

#endif
