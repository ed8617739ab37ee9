/*
 * zoo: byte-labels-stay-switched-on
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mode-kept, label-narrowed
 * held-out: no
 * defect: With up to 256 classes the label unit is switched to bytes, and no call with more classes switches it back.
 */
#define FP
#include "right.h"

static struct { int bytes; } unit;

static int label_of(const int *y, int i) { return unit.bytes ? (uint8_t)y[i] : y[i]; }

static void rows(const struct fp_call *c, int from, int to) {
    if (c->class_num <= 256) unit.bytes = 1;
    for (int i = from; i < to; i++) {
        int y = label_of(c->labels, i);
        float d = -(fp_gradient(c, i) * c->weight[y]);
        fp_zero_row(c, i);
        fp_row(c, i)[y] = c->reduction == MEAN ? d / *c->total_weight : d;
    }
}

BY_ROWS(rows)
