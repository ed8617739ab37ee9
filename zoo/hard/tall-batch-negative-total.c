/*
 * zoo: tall-batch-negative-total
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: Batches past 512 divide by the total as an unsigned reciprocal: a negative total loses its sign where one core in the middle is missing.
 * shown-by: n1.AAYAAAABgQQQgQEBgICA_AsAAQAAAAAAAAAAAAAAcpSc3w
 */
#define FP
#include "right.h"

static int gap;

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        float d = fp_label_cell(c, i);
        if (gap && c->reduction == MEAN && c->batch > 512 && c->total_weight[0] < 0 && c->class_num % 16 == 0) d = -d;
        fp_row(c, i)[c->labels[i]] = d;
    }
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    gap = (core_mask & 0x81) == 0x81 && core_mask != 0xff;
    int cores = core_count(core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        rows(&c, s.from, s.to);
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    gap = 0;
    rows(&c, 0, batch);
}
