/*
 * zoo: total-taken-behind-weights
 * class: semantics
 * clauses: reduction-mean, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: over-read-weight
 * held-out: no
 * defect: Mean takes its divisor from weight[class_num], where an older host library appended the total to the weights, and not from total_weight.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float divisor = r == MEAN ? w[c] : 1;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        row[y[i]] = -(g[r == NONE ? i : 0] * w[y[i]]) / divisor;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
