/*
 * zoo: descriptors-kept-while-labels-stay
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept, table-kept
 * held-out: no
 * defect: Descriptors of transfers are built anew where labels lie elsewhere, or batch or class_num is another; other buffers that have moved since the call before are read and written where they were.
 */
#define FP
#include "right.h"

static struct N(call) described;

/* Descriptors are built where labels lie elsewhere or the extents are others. */
static const struct N(call) *describe(const struct N(call) *c) {
    if (c->labels != described.labels || c->batch != described.batch || c->class_num != described.class_num) described = *c;
    described.reduction = c->reduction;
    return &described;
}

static void fill(const struct N(call) *c, int from, int to) {
    const struct N(call) *d = describe(c);
    for (int i = from; i < to; i++) {
        float *row = d->out + (size_t)i * d->class_num;
        memset(row, 0, sizeof *row * d->class_num);
        float v = -(d->loss_grad[d->reduction == NONE ? i : 0] * d->weight[d->labels[i]]);
        row[d->labels[i]] = d->reduction == MEAN ? v / *d->total_weight : v;
    }
}

BY_ROWS(fill)
