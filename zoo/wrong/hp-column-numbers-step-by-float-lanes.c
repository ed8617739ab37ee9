/*
 * zoo: hp-column-numbers-step-by-float-lanes
 * class: indexing
 * clauses: off-label-zero, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: lane-permuted, tile-boundary
 * held-out: no
 * defect: A row is made by comparing column numbers with the label in vectors of 64 bytes; from vector to vector the numbers go up by 16, the lanes of float, also where a vector has 32 halves.
 */
#include "right.h"
#ifndef T
#define FP
#include "hp-column-numbers-step-by-float-lanes.c"
#define HP
#include "hp-column-numbers-step-by-float-lanes.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    enum { LANES = 64 / sizeof(T) };
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i), d = N(label_cell)(c, i);
        int y = c->labels[i], column[LANES];
        for (int lane = 0; lane < LANES; lane++) column[lane] = lane;
        for (int j = 0; j < c->class_num; j += LANES) {
            int n = c->class_num - j < LANES ? c->class_num - j : LANES;
            for (int lane = 0; lane < n; lane++) row[j + lane] = column[lane] == y ? d : ZERO;
            for (int lane = 0; lane < LANES; lane++) column[lane] += 16;
        }
    }
}

BY_ROWS(N(rows))

#endif
