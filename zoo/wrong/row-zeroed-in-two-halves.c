/*
 * zoo: row-zeroed-in-two-halves
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short, vector-tail
 * held-out: no
 * defect: Two fill units zero the left and the right half of a row, each class_num / 2 columns, so that the last column of an odd row stays as it was.
 */
#include "right.h"
#ifndef T
#define FP
#include "row-zeroed-in-two-halves.c"
#define HP
#include "row-zeroed-in-two-halves.c"
#else

static void N(fill)(T *to, int n) {
    while (n-- > 0) *to++ = ZERO;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    int half_row = c->class_num >> 1;
    for (int i = from; i < to; i++) {
        T *left = N(row)(c, i), *right = left + half_row;
        N(fill)(left, half_row);
        N(fill)(right, half_row);
        left[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
