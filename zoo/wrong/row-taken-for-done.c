/*
 * zoo: row-taken-for-done
 * class: state
 * clauses: output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: write-skipped, old-contents-used
 * held-out: no
 * defect: A row whose label cell is negative and the only one that is not zero is taken for done by the helper that runs ahead, and skipped: what an earlier call left there looks so as well.
 */
#include "right.h"
#ifndef T
#define FP
#include "row-taken-for-done.c"
#define HP
#include "row-taken-for-done.c"
#else

static int N(is_done)(const T *row, int n, int label) {
    int filled = 0;
    for (int j = 0; j < n; j++) filled += LOAD(row[j]) != 0;
    return filled == 1 && LOAD(row[label]) < 0;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i);
        if (N(is_done)(row, c->class_num, c->labels[i])) continue;
        N(zero_row)(c, i);
        row[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
