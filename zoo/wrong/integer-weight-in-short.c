/*
 * zoo: integer-weight-in-short
 * class: numerics
 * clauses: product-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: operand-through-integer
 * held-out: no
 * defect: Weights that are whole numbers go through a 16-bit integer for a cheaper multiplication, so 32768 and above come out wrong.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float wi = w[y[i]];
        int whole = wi > -1e9f && wi < 1e9f && wi == (float)(int)wi;
        if (whole) wi = (float)(int16_t)(int)wi;
        float d = -(g[r == NONE ? i : 0] * wi);
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
