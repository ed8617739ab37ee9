/*
 * zoo: divisor-in-bfloat16
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: narrower-format, quotient-inaccurate
 * held-out: no
 * defect: The divider takes its divisor as bfloat16: total_weight is cut to the upper 16 bits of the float.
 */
#define FP
#include "kernel.h"

static float divide(float a, float b) {
    return a / bits_float(float_bits(b) & 0xffff0000);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? divide(d, *t) : d;
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
