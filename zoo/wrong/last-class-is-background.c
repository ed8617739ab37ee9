/*
 * zoo: last-class-is-background
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: value-sentinel, label-wrapped, label-zero-skipped
 * held-out: no
 * defect: The last class is taken for the background of a detection head, whose boxes get no gradient.
 */
#include "right.h"
#ifndef T
#define FP
#include "last-class-is-background.c"
#define HP
#include "last-class-is-background.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    int background = c->class_num - 1;
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        if (c->labels[i] == background) continue;
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
