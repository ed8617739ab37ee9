/*
 * zoo: few-rows-left-to-core-zero
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mask-hard-coded, more-cores-than-rows, core-missing
 * held-out: no
 * defect: With fewer rows than cores it is not worth while to share, and core 0 does them all; if the mask has no core 0 they are not done.
 */
#define FP
#include "right.h"

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}

static void core(const struct fp_call *c, int id, int mask) {
    int cores = core_count(mask);
    if (c->batch < cores) {
        if (id == 0) rows(c, 0, c->batch);
        return;
    }
    struct span s = share(c->batch, cores, core_rank(mask, id));
    rows(c, s.from, s.to);
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    rows(&c, 0, batch);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    for (int id = 0; id < 8; id++)
        if (core_mask >> id & 1) core(&c, id, core_mask);
}
