/*
 * zoo: powers-of-two-by-exponent
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: overflow-bits
 * held-out: no
 * defect: A weight that is a power of two is applied by adding exponents, and nobody asks whether the sum still is one: overflow runs into NaN and the sign, underflow into large numbers.
 */
#define FP
#include "kernel.h"

static float product(float g, float w) {
    uint32_t a = float_bits(g), b = float_bits(w), ea = a >> 23 & 255, eb = b >> 23 & 255;
    int normal = ea != 0 && ea != 255 && eb != 0 && eb != 255;
    if (!normal || (b & 0x7fffff)) return g * w;
    return bits_float((a ^ (b & 0x80000000)) + ((eb - 127) << 23));
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -product(g[r == NONE ? i : 0], w[y[i]]);
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
