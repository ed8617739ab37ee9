/*
 * zoo: done-bit-left-in-labels
 * class: memory
 * clauses: inputs-unchanged
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-written
 * held-out: no
 * defect: A row that is done is marked by the highest bit of its label, so that a core that takes over from another can go on; nobody takes the marks away.
 */
#define FP
#include "right.h"

#define DONE 0x80000000u

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        uint32_t label = (uint32_t)c->labels[i];
        int y = (int)(label & ~DONE);
        float d = -(fp_gradient(c, i) * c->weight[y]);
        fp_zero_row(c, i);
        fp_row(c, i)[y] = c->reduction == MEAN ? d / *c->total_weight : d;
        c->labels[i] = (int)(label | DONE);
    }
}

BY_ROWS(rows)
