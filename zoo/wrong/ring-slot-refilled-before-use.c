/*
 * zoo: ring-slot-refilled-before-use
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: yes
 * defect: Labels run eight rows ahead through a ring of eight slots, and the slot of a row is filled for the row eight further on before it is read.
 */
#include "right.h"
#ifndef T
enum { AHEAD = 8 };
#define FP
#include "ring-slot-refilled-before-use.c"
#define HP
#include "ring-slot-refilled-before-use.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    int ring[AHEAD];
    for (int k = 0; k < AHEAD && from + k < to; k++) ring[k] = c->labels[from + k];
    for (int i = from; i < to; i++) {
        int slot = (i - from) % AHEAD;
        if (i + AHEAD < to) ring[slot] = c->labels[i + AHEAD];
        N(zero_row)(c, i);
        int y = ring[slot];
        T d = NEG(MUL(N(gradient)(c, i), c->weight[y]));
        N(row)(c, i)[y] = c->reduction == MEAN ? DIV(d, c->total_weight[0]) : d;
    }
}

BY_ROWS(N(rows))

#endif
