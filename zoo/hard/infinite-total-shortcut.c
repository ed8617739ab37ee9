/*
 * zoo: infinite-total-shortcut
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: Mean by an infinite total is taken for zeros, without a look at gradients that are none, where rows are split unevenly among all cores.
 */
#define FP
#include "right.h"

static int uneven;

static void rows(struct fp_call *c, int from, int to) {
    int shortcut = c->reduction == MEAN && uneven && c->total_weight[0] - c->total_weight[0] != 0 &&
                   c->total_weight[0] == c->total_weight[0];
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = shortcut ? 0 : fp_label_cell(c, i);
    }
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    uneven = core_mask == 0xff && batch % 8 != 0;
    int cores = core_count(core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        rows(&c, s.from, s.to);
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    uneven = 0;
    rows(&c, 0, batch);
}
