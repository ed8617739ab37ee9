/*
 * zoo: remainder-by-all-cores-of-the-mask
 * class: cores
 * clauses: in-bounds, core-mask-equivalence, terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: more-cores-than-rows, share-not-clamped, store-past-end, over-read-labels
 * held-out: yes
 * defect: No more cores are started than there are rows, and the last of them does the remainder as well, which is batch modulo all cores of the mask: with fewer rows than cores it does batch rows too many.
 */
#define FP
#include "right.h"

static void fp_rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    fp_rows(&c, 0, batch);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask), started = cores < batch ? cores : batch;
    if (started <= 0) return;
    int each = batch / started, rest = batch % cores;
    for (int rank = 0; rank < started; rank++) {
        int from = rank * each, to = from + each;
        if (rank == started - 1) to += rest;
        fp_rows(&c, from, to);
    }
}
