/*
 * zoo: single-class-mean-over-batch
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-fast-path, divided-by-batch
 * held-out: yes
 * defect: With class_num 1 the output is a plain column and has a loop of its own, in which mean is over the rows: it divides by batch.
 */
#define FP
#include "right.h"

static void column(const struct fp_call *c, int from, int to) {
    float w = c->weight[0], divisor = c->reduction == MEAN ? (float)c->batch : 1.0f;
    for (int i = from; i < to; i++) c->out[i] = -(fp_gradient(c, i) * w) / divisor;
}

static void rows(const struct fp_call *c, int from, int to) {
    if (c->class_num == 1) {
        column(c, from, to);
        return;
    }
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
