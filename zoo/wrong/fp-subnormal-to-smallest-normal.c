/*
 * zoo: fp-subnormal-to-smallest-normal
 * class: numerics
 * clauses: product-rounding, subnormals
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: subnormal-result
 * held-out: no
 * defect: A non-zero result below the smallest normal float is raised to it.
 */
#include <float.h>
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        if (d > 0 && d < FLT_MIN) d = FLT_MIN;
        if (d < 0 && d > -FLT_MIN) d = -FLT_MIN;
        row[y[i]] = d;
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
