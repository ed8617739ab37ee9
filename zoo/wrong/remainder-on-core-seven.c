/*
 * zoo: remainder-on-core-seven
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: remainder-of-rows
 * held-out: no
 * defect: The remainder rows belong to core id 7; a mask without that core leaves them unwritten.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask), each = batch / cores;
    for (int id = 0; id < 8; id++) {
        if (!(core_mask >> id & 1)) continue;
        int from = core_rank(core_mask, id) * each;
        int to = id == 7 ? batch : from + each;
        rows(loss_grad, labels, weight, total_weight, logits_grad, from, to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
