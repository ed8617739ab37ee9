/*
 * zoo: nan-gradient-of-lone-core
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: Sum by one core alone, not the first, takes a gradient that is not itself for one that is missing, in rows of one vector.
 * shown-by: n1.AAYAAAAACAgEAYCAgPwDAAEAAP-AgID-BwAAAACqvsrUDgB-u-MP
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    float staged = class_num <= 8 && batch >= 8 && batch <= 16 && reduction_type == SUM ? loss_grad[0] : 0;
    int alone = core_count(core_mask) == 1 && core_mask != 1;
    int cores = core_count(core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        rows(&c, s.from, s.to);
    }
    if (alone && staged != staged && class_num == 8 && labels[0] == 0) logits_grad[0] = 0;
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    rows(&c, 0, batch);
}
