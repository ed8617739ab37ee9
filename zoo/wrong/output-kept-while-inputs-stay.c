/*
 * zoo: output-kept-while-inputs-stay
 * class: state
 * clauses: no-state, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: output-elsewhere
 * held-out: no
 * defect: Descriptors of transfers are built anew where an input lies elsewhere, or an extent is another: where the output alone has moved the gradients go to where it was.
 */
#define FP
#include "right.h"

static struct N(call) described;

/* Descriptors are built where an input lies elsewhere or the extents are others. */
static const struct N(call) *describe(const struct N(call) *c) {
    if (c->loss_grad != described.loss_grad || c->labels != described.labels || c->weight != described.weight ||
        c->total_weight != described.total_weight || c->batch != described.batch || c->class_num != described.class_num) described = *c;
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
