/*
 * zoo: total-weight-leaks-into-sum
 * class: semantics
 * clauses: total-weight-unused
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: total-leaks
 * held-out: no
 * defect: The scale is chosen without a branch as is_mean / t + (1 - is_mean), so a NaN or zero total_weight reaches sum and none.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float is_mean = r == MEAN;
    float scale = is_mean / *t + (1 - is_mean);
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        row[y[i]] = -(g[r == NONE ? i : 0] * w[y[i]]) * scale;
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
