/*
 * zoo: subnormal-leftovers-not-zeroed
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: old-contents-used
 * held-out: no
 * defect: Off-label cells are stored only where something other than zero stands, compared with subnormals taken for zeros: one that an earlier call left stays.
 */
#define FP
#include "right.h"

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float *row = fp_row(c, i);
        for (int j = 0; j < c->class_num; j++)
            if (!(fabsf(row[j]) < 0x1p-126f)) row[j] = 0;
        row[c->labels[i]] = fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
