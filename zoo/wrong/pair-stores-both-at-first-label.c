/*
 * zoo: pair-stores-both-at-first-label
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: yes
 * defect: Rows are done in pairs with the address of the second cell made from that of the first plus class_num, so that both stand in the column of the first row's label.
 */
#include "right.h"
#ifndef T
#define FP
#include "pair-stores-both-at-first-label.c"
#define HP
#include "pair-stores-both-at-first-label.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    int i = from;
    for (; i + 2 <= to; i += 2) {
        T *cell = N(row)(c, i) + c->labels[i];
        T first = N(label_cell)(c, i), second = N(label_cell)(c, i + 1);
        N(zero_row)(c, i);
        N(zero_row)(c, i + 1);
        cell[0] = first;
        cell[c->class_num] = second;
    }
    if (i < to) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
