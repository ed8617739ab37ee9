/*
 * zoo: zero-factor-shortcut
 * class: semantics
 * clauses: product-special
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: special-values-lost
 * held-out: no
 * defect: If the gradient or the weight is zero the row is left at zero, even when the other factor is infinite or NaN.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float gi = g[r == NONE ? i : 0], wi = w[y[i]];
        if (gi == 0 || wi == 0) continue;
        row[y[i]] = r == MEAN ? -gi * wi / *t : -gi * wi;
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
