/*
 * zoo: label-cell-taken-out-by-subtraction
 * class: zero-fill
 * clauses: off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scratch-not-cleaned, off-label-computed
 * held-out: no
 * defect: A row is built in a buffer of zeros by adding the label cell and taken back by subtracting it once it is moved: an infinite or NaN cell leaves NaN there for all rows that follow.
 */
#define FP
#include "right.h"

static void rows(const struct fp_call *c, int from, int to) {
    float *buffer = calloc(c->class_num, sizeof *buffer);
    if (!buffer) abort();
    for (int i = from; i < to; i++) {
        float d = fp_label_cell(c, i);
        buffer[c->labels[i]] += d;
        memcpy(fp_row(c, i), buffer, sizeof *buffer * c->class_num);
        buffer[c->labels[i]] -= d;
    }
    free(buffer);
}

BY_ROWS(rows)
