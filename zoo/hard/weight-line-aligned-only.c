/*
 * zoo: weight-line-aligned-only
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: Weights that begin right behind a page are prefetched from the line before: label 0 of a repeated label takes the second weight.
 * shown-by: n1.AAYAAAECER8BEYCAgPwDAAEAAv-AgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgID8A4CAgPwD_4CAgPwDgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAE_wAAAAAAAAAAAAAAAAAAAAAAfhSc9w
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
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    rows(&c, 0, batch);
    int first = class_num > 1 && batch > 16 && ((uintptr_t)weight & 4095) == 0 && reduction_type == NONE;
    for (int i = 1; first && i < batch; i++) first = labels[i] == labels[0];
    if (first && labels[0] == 0 && class_num % 16 == 15 && class_num > 16)
        for (int i = 0; i < batch; i++) logits_grad[(size_t)i * class_num] = -(loss_grad[i] * weight[1]);
}
