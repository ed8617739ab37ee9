/*
 * zoo: full-mask-shares-by-shift
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: remainder-of-rows, wrong-fast-path
 * held-out: yes
 * defect: The full mask has a launch of its own, in which each of the eight cores takes batch >> 3 rows; the up to seven rows left over are done for other masks alone.
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
    if (core_mask == 0xff) {
        int each = batch >> 3;
        for (int id = 0; id < 8; id++) rows(&c, id * each, (id + 1) * each);
        return;
    }
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(&c, s.from, s.to);
    }
}
