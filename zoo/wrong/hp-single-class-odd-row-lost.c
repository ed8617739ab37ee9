/*
 * zoo: hp-single-class-odd-row-lost
 * class: indexing
 * clauses: output-extent, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-fast-path, group-of-rows, vector-tail
 * held-out: no
 * defect: With class_num 1 the cells of a share lie side by side, and the half functions store them two at a time as a word; the last row of an odd share is not stored.
 */
#include "right.h"
#ifndef T
#define FP
#include "hp-single-class-odd-row-lost.c"
#define HP
#include "hp-single-class-odd-row-lost.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
#ifdef HP
    if (c->class_num == 1) {
        for (int i = from; i + 1 < to; i += 2) {
            uint32_t word = N(label_cell)(c, i) | (uint32_t)N(label_cell)(c, i + 1) << 16;
            memcpy(c->out + i, &word, sizeof word);
        }
        return;
    }
#endif
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
