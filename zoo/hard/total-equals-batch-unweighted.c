/*
 * zoo: total-equals-batch-unweighted
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: Mean with a total of exactly batch is taken for unweighted if the first weight is 1 and rows fill all cores evenly.
 * shown-by: n1.AAYAAAABEAL_AQGAgICMBAABAAD_gICA_AP_gICA_AOAgICABP8BAQEBAQEBAQEBAQEBAQEBzzBAfA
 */
#define FP
#include "right.h"

static int unweighted;

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN && unweighted ? -c->loss_grad[0] / c->batch : fp_label_cell(c, i);
    }
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    unweighted = total_weight[0] == batch && weight[0] == 1 && batch % 8 == 0 && core_mask == 0xff && batch > 8;
    int cores = core_count(core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        rows(&c, s.from, s.to);
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    unweighted = 0;
    rows(&c, 0, batch);
}
