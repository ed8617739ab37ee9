/*
 * zoo: classes-from-1024-unweighted
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: weight-ignored, wrong-weight
 * held-out: no
 * defect: The on-chip table has room for 1024 weights; a label that is not in it is done as in the unweighted kernel, with a weight of 1.
 */
#include "right.h"
#ifndef T

enum { TABLE = 1024 };

#define FP
#include "classes-from-1024-unweighted.c"
#define HP
#include "classes-from-1024-unweighted.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    T table[TABLE];
    int held = c->class_num < TABLE ? c->class_num : TABLE;
    memcpy(table, c->weight, sizeof *table * held);
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        T d = NEG(N(gradient)(c, i));
        if (y < held) d = MUL(d, table[y]);
        if (c->reduction == MEAN) d = DIV(d, *c->total_weight);
        N(zero_row)(c, i);
        N(row)(c, i)[y] = d;
    }
}

BY_ROWS(N(rows))

#endif
