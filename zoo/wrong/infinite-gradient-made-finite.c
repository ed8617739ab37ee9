/*
 * zoo: infinite-gradient-made-finite
 * class: numerics
 * clauses: product-special
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: special-values-lost, operand-clamped
 * held-out: no
 * defect: An infinite gradient is replaced by the largest finite number of its sign on loading, so that one bad sample does not end the training.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c, upstream = g[r == NONE ? i : 0];
        memset(row, 0, sizeof *row * c);
        if (upstream > 0x1.fffffep127f) upstream = 0x1.fffffep127f;
        if (upstream < -0x1.fffffep127f) upstream = -0x1.fffffep127f;
        float d = -(upstream * w[y[i]]);
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
}
