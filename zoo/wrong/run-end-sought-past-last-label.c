/*
 * zoo: run-end-sought-past-last-label
 * class: memory
 * clauses: in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: over-read-labels
 * held-out: yes
 * defect: Rows are done in runs of equal labels, whose end is sought by comparing with the next label; the last run is sought in what lies behind the labels as well, and cut at the share only then.
 */
#define FP
#include "right.h"

static int run_end(const volatile int *y, int from, int to) {
    int end = from;
    for (int block = 0; block < 32; block++)
        if (y[from + block] == y[from] && end == from + block) end++;
    return end < to ? end : to;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to;) {
        int y = c->labels[i], end = run_end(c->labels, i, to);
        float w = c->weight[y];
        for (; i < end; i++) {
            float d = -(fp_gradient(c, i) * w);
            fp_zero_row(c, i);
            fp_row(c, i)[y] = c->reduction == MEAN ? d / *c->total_weight : d;
        }
    }
}

BY_ROWS(rows)
