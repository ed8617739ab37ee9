/*
 * zoo: pipeline-stores-before-it-is-full
 * class: memory
 * clauses: in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: store-before-start
 * held-out: yes
 * defect: The store of a label cell comes one turn behind its product; in the first turn the place is the element before the output, which was meant to be harmless.
 */
#include "right.h"
#ifndef T
#define FP
#include "pipeline-stores-before-it-is-full.c"
#define HP
#include "pipeline-stores-before-it-is-full.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    volatile T *place = c->out - 1;
    T pending = ZERO;
    for (int i = from; i < to; i++) {
        T next = N(label_cell)(c, i);
        N(zero_row)(c, i);
        *place = pending;
        place = N(row)(c, i) + c->labels[i];
        pending = next;
    }
    if (from < to) *place = pending;
}

BY_ROWS(N(rows))

#endif
