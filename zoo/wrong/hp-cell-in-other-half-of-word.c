/*
 * zoo: hp-cell-in-other-half-of-word
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: lane-permuted
 * held-out: no
 * defect: The half functions store the label cell as a word of two halves, with the even column in the upper half as on the big-endian chip that they were written for; the odd column at the end of a row is stored alone and right.
 */
#include "right.h"
#ifndef T

static void fp_put(float *row, int n, int y, float d) {
    (void)n;
    row[y] = d;
}

static void hp_put(half *row, int n, int y, half d) {
    if (y == n - 1 && n % 2) {
        row[y] = d;
        return;
    }
    uint32_t word = y % 2 ? d : (uint32_t)d << 16;
    memcpy(row + (y & ~1), &word, sizeof word);
}

#define FP
#include "hp-cell-in-other-half-of-word.c"
#define HP
#include "hp-cell-in-other-half-of-word.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(put)(N(row)(c, i), c->class_num, c->labels[i], N(label_cell)(c, i));
    }
}

BY_ROWS(N(rows))

#endif
