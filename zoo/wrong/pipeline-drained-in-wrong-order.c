/*
 * zoo: pipeline-drained-in-wrong-order
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: no
 * defect: Labels run two rows ahead in two registers; the loop over the last two rows takes them in the order in which they were loaded last, so that these rows have each other's label.
 */
#define FP
#include "right.h"

static void put(const struct fp_call *c, int i, int y) {
    float d = -(fp_gradient(c, i) * c->weight[y]);
    fp_zero_row(c, i);
    fp_row(c, i)[y] = c->reduction == MEAN ? d / *c->total_weight : d;
}

static void rows(const struct fp_call *c, int from, int to) {
    if (to - from < 2) {
        if (from < to) put(c, from, c->labels[from]);
        return;
    }
    int y0 = c->labels[from], y1 = c->labels[from + 1], i = from;
    for (; i + 2 < to; i++) {
        int y = y0;
        y0 = y1;
        y1 = c->labels[i + 2];
        put(c, i, y);
    }
    put(c, i, y1);
    put(c, i + 1, y0);
}

BY_ROWS(rows)
