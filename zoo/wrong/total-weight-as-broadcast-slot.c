/*
 * zoo: total-weight-as-broadcast-slot
 * class: memory
 * clauses: inputs-unchanged
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-written
 * held-out: no
 * defect: In sum, which has no use for total_weight, the first core leaves the negated gradient there for the other cores to read.
 */
#define FP
#include "kernel.h"

static void rows(float factor, const float *g, const int *y, const float *w, float *out,
                 int from, int to, int c, int r, float t) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = (r == NONE ? -g[i] : factor) * w[y[i]];
        row[y[i]] = r == MEAN ? d / t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        if (reduction_type == SUM && k == 0 && cores > 1) total_weight[0] = -loss_grad[0];
        float factor = reduction_type == SUM && cores > 1 ? total_weight[0] : -loss_grad[0];
        rows(factor, loss_grad, labels, weight, logits_grad, s.from, s.to, class_num, reduction_type, total_weight[0]);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(-loss_grad[0], loss_grad, labels, weight, logits_grad, 0, batch, class_num, reduction_type, total_weight[0]);
}
