/*
 * zoo: crew-as-large-as-at-first-call
 * class: state
 * clauses: no-state, output-extent, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: table-kept, core-missing
 * held-out: no
 * defect: The cores are started once, as many as the mask of the first call has; a later call with more cores shares its rows among those of its mask, and the shares of cores that were never started are not done.
 */
#define FP
#include "right.h"

static int started;

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
    if (!started) started = cores;
    for (int k = 0; k < cores && k < started; k++) {
        struct span s = share(batch, cores, k);
        rows(&c, s.from, s.to);
    }
}
