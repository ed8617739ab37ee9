/*
 * zoo: store-verified-by-comparison
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: endless-loop, refuses-value
 * held-out: yes
 * defect: A label cell is read back and stored again until it is equal to what was to be stored, against a fault of the bus on early boards; a NaN never is.
 */
#define FP
#include "right.h"

static void verified_store(volatile float *cell, float d) {
    do *cell = d;
    while (*cell != d);
}

static void fp_rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        verified_store(fp_row(c, i) + c->labels[i], fp_label_cell(c, i));
    }
}

BY_ROWS(fp_rows)
