/*
 * zoo: tail-holds-padding-of-the-forward-pass
 * class: zero-fill
 * clauses: off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: off-label-constant, vector-tail
 * held-out: no
 * defect: The columns behind the last whole vector of eight are initialised by the routine of the forward pass, which pads with the lowest float so that a maximum is not disturbed.
 */
#define FP
#include "right.h"

#include <float.h>

static void init_row(float *row, int n) {
    int j = 0;
    for (; j + 8 <= n; j += 8)
        for (int k = 0; k < 8; k++) row[j + k] = 0.0f;
    for (; j < n; j++) row[j] = -FLT_MAX;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float *row = fp_row(c, i);
        init_row(row, c->class_num);
        row[c->labels[i]] = fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
