/*
 * zoo: subnormal-weight-in-tail-row
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: The last, odd row of a pair-wise loop multiplies by a flushed weight, in sum by private storage, past one vector of rows.
 * shown-by: n1.AAYAAAEACRABAYCAgPwDAAEAAAAAAP-AgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgIAC_w8AAAAAAAAAD5Selu4
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}

static int tiny(float x) { return x != 0 && (float_bits(x) & 0x7f800000) == 0; }

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
    int last = batch - 1;
    if (reduction_type == SUM && batch > 8 && labels[0] == labels[last] && batch % 2 == 1 && class_num % 16 == 0 && tiny(weight[labels[last]]) && labels[last] == class_num - 1)
        logits_grad[(size_t)last * class_num + labels[last]] = -loss_grad[0];
}
