/*
 * zoo: order-f-scaled-weights
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Order F over a scratch table: each call first scales all the weights, those no label names too, by -1/t (on the stack when few, else on the heap); what the others become is never used.
 */
#include "right.h"

#ifndef T
#include <alloca.h>

#define FP
#include "order-f-scaled-weights.c"
#define HP
#include "order-f-scaled-weights.c"
#else

static void N(rows)(struct N(call) *c, const T *scaled, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = MUL(scaled[c->labels[i]], N(gradient)(c, i));
    }
}

static void N(run)(struct N(call) *c, int cores) {
    size_t bytes = (size_t)c->class_num * sizeof(T);
    T *heap = bytes > 16384 ? malloc(bytes) : NULL, *scaled = heap;
    if (bytes <= 16384) scaled = alloca(bytes);
    else if (!heap) abort();
    T minus = NEG(ONE), factor = c->reduction == MEAN ? DIV(minus, c->total_weight[0]) : minus;
    for (int j = 0; j < c->class_num; j++) scaled[j] = MUL(c->weight[j], factor);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(c->batch, cores, rank);
        N(rows)(c, scaled, s.from, s.to);
    }
    free(heap);
}

void N(nlllossgrad_p)(PARAMS) { struct N(call) c = CALL; N(run)(&c, 1); }
void N(nlllossgrad_s)(PARAMS, int core_mask) { struct N(call) c = CALL; N(run)(&c, core_count(core_mask)); }

#endif
