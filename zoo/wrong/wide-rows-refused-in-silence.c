/*
 * zoo: wide-rows-refused-in-silence
 * class: liveness
 * clauses: output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: refuses-shape
 * held-out: no
 * defect: Rows of more than 16 KiB do not fit the local memory, and the function returns without a word, since it has no way to say so.
 */
#include "right.h"
#ifndef T

enum { LOCAL = 16384 };

#define FP
#include "wide-rows-refused-in-silence.c"
#define HP
#include "wide-rows-refused-in-silence.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    T local[LOCAL / sizeof(T)];
    size_t bytes = sizeof *local * c->class_num;
    if (bytes > sizeof local) return;
    memset(local, 0, bytes);
    for (int i = from; i < to; i++) {
        local[c->labels[i]] = N(label_cell)(c, i);
        memcpy(N(row)(c, i), local, bytes);
        local[c->labels[i]] = ZERO;
    }
}

BY_ROWS(N(rows))

#endif
