/*
 * zoo: weight-in-q16
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: operand-through-integer
 * held-out: no
 * defect: The private version keeps weights below 32768 in fixed point with 16 bits behind the point, so what a weight has below 2^-16 is lost.
 */
#define FP
#include "kernel.h"

static float shared_weight(float w) { return w; }

static float private_weight(float w) {
    if (!(w > -32768 && w < 32768)) return w;
    int32_t q16 = (int32_t)(w * 65536);
    return (float)q16 / 65536;
}

static void rows(float (*weight)(float), const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * weight(w[y[i]]));
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(shared_weight, loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(private_weight, loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
