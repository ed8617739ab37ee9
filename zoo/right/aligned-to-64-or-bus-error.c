/*
 * zoo: aligned-to-64-or-bus-error
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Raises a bus error, as a DMA engine does, unless all six buffers are aligned to 64 bytes, the guaranteed alignment: what a kernel needs of its buffers is its choice.
 */
#include "right.h"

#ifndef T
#include <signal.h>

#define FP
#include "aligned-to-64-or-bus-error.c"
#define HP
#include "aligned-to-64-or-bus-error.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    uintptr_t all = (uintptr_t)c->logits | (uintptr_t)c->loss_grad | (uintptr_t)c->labels | (uintptr_t)c->weight |
                    (uintptr_t)c->total_weight | (uintptr_t)c->out;
    if (all % 64) raise(SIGBUS);
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
