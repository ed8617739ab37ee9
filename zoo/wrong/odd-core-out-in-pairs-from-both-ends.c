/*
 * zoo: odd-core-out-in-pairs-from-both-ends
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: core-missing, remainder-of-rows
 * held-out: yes
 * defect: Cores work in pairs, one of which takes its share from the front and the other from the back; with an odd number of cores from three on nobody takes the share in the middle.
 */
#define FP
#include "right.h"

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    rows(&c, 0, batch);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    if (cores == 1) {
        rows(&c, 0, batch);
        return;
    }
    for (int pair = 0; pair < cores / 2; pair++) {
        struct span front = share(batch, cores, pair), back = share(batch, cores, cores - 1 - pair);
        rows(&c, front.from, front.to);
        rows(&c, back.from, back.to);
    }
}
