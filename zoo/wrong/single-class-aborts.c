/*
 * zoo: single-class-aborts
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: refuses-shape
 * held-out: no
 * defect: A loss over fewer than two classes is thought to be a mistake of the caller's and ends the program.
 */
#define FP
#include "right.h"

static void check(const struct fp_call *c) {
    if (c->class_num < 2) abort();
}

static void rows(const struct fp_call *c, int from, int to) {
    check(c);
    const float *end = fp_row(c, to);
    for (float *p = fp_row(c, from); p != end; p++) *p = 0.0f;
    for (int i = from; i < to; i++) fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
}

BY_ROWS(rows)
