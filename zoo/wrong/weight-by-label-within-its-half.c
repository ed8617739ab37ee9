/*
 * zoo: weight-by-label-within-its-half
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: From 64 classes on a row is done as a left and a right half of the classes, as when they lie on two devices; the right half finds its weights by the label counted from where the half begins.
 */
#define FP
#include "right.h"

static void half_row(const struct fp_call *c, int i, int first, int n, const float *w) {
    float *part = fp_row(c, i) + first;
    int y = c->labels[i] - first;
    memset(part, 0, sizeof *part * n);
    if (y < 0 || y >= n) return;
    float d = -(fp_gradient(c, i) * w[y]);
    part[y] = c->reduction == MEAN ? d / *c->total_weight : d;
}

static void rows(const struct fp_call *c, int from, int to) {
    int split = c->class_num < 64 ? c->class_num : c->class_num / 2;
    for (int i = from; i < to; i++) {
        half_row(c, i, 0, split, c->weight);
        half_row(c, i, split, c->class_num - split, c->weight);
    }
}

BY_ROWS(rows)
