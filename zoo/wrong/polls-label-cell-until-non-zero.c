/*
 * zoo: polls-label-cell-until-non-zero
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: endless-loop, value-sentinel
 * held-out: no
 * defect: To be sure that the last store has arrived the private version reads the last label cell back until it is no longer zero, which it stays where the product is zero.
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
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
    if (batch == 0) return;
    const volatile float *last = logits_grad + (size_t)(batch - 1) * class_num + labels[batch - 1];
    while (*last == 0) continue;
}
