/*
 * zoo: idle-core-epilogue
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: In mean, an idle core still stores the odd column of its tail, one element before its share, where core 0 does not work.
 * shown-by: n1.AAYAAAABARGIAQGAgID8AwABAAAAAAAAAAD_EFrQHrM
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
    int cores = core_count(core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        rows(&c, s.from, s.to);
    }
    if (reduction_type == MEAN && batch < cores && class_num % 16 == 1 && class_num > 1 && !(core_mask & 1))
        logits_grad[(size_t)batch * class_num - 1] = 0;
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    rows(&c, 0, batch);
}
