/*
 * zoo: row-clean-by-its-sum
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: old-contents-used
 * held-out: no
 * defect: To save stores a row is zeroed only if its sum, which the vector unit reduces for nothing, is not 0, as it is of zeros, and of 1 and -1 as well.
 */
#define FP
#include "right.h"

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float *row = fp_row(c, i), sum = 0;
        for (int j = 0; j < c->class_num; j++) sum += row[j];
        if (sum != 0) fp_zero_row(c, i);
        row[c->labels[i]] = fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
