/*
 * zoo: cache-invalidated-by-elements
 * class: state
 * clauses: no-state, reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: Gradients are read through a software cache that each call invalidates for its loss_grad; the length is in bytes and is given in elements, so that in none three quarters of the rows may have the gradient of an earlier call.
 */
#define FP
#include "right.h"

enum { LINES = 4096 };
static struct { uintptr_t tag; float word; } line[LINES];

static void invalidate(const void *at, size_t bytes) {
    uintptr_t first = (uintptr_t)at;
    for (uintptr_t a = first; a < first + bytes; a += 4)
        if (line[a / 4 % LINES].tag == a) line[a / 4 % LINES].tag = 0;
}

static float cached(const float *at) {
    uintptr_t a = (uintptr_t)at;
    if (line[a / 4 % LINES].tag != a) {
        line[a / 4 % LINES].tag = a;
        line[a / 4 % LINES].word = *at;
    }
    return line[a / 4 % LINES].word;
}

static void fp_rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        float d = -(cached(c->loss_grad + (c->reduction == NONE ? i : 0)) * c->weight[c->labels[i]]);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / c->total_weight[0] : d;
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    invalidate(loss_grad, reduction_type == NONE ? batch : 1);
    fp_rows(&c, 0, batch);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    invalidate(loss_grad, reduction_type == NONE ? batch : 1);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        fp_rows(&c, s.from, s.to);
    }
}
