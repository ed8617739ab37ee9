/*
 * zoo: negated-by-ones-complement
 * class: numerics
 * clauses: product-rounding, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: rounds-upward
 * held-out: no
 * defect: In groups of four rows the sign is changed on the integer whose order is that of the floats, by the complement of its bits without the one that is to be added: the result is a step lower than it should be.
 */
#define FP
#include "kernel.h"

static float negative(float f) {
    uint32_t u = float_bits(f), magnitude = u & 0x7fffffff;
    int32_t n = u >> 31 ? -(int32_t)magnitude : (int32_t)magnitude;
    n = ~n;
    return bits_float(n < 0 ? 0x80000000 | (uint32_t)-n : (uint32_t)n);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int i = from;
    for (int n = from; n < to; n++) memset(out + (size_t)n * c, 0, sizeof *out * c);
    for (; i + 4 <= to; i += 4)
        for (int k = i; k < i + 4; k++) {
            float d = negative(g[r == NONE ? k : 0] * w[y[k]]);
            out[(size_t)k * c + y[k]] = r == MEAN ? d / *t : d;
        }
    for (; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
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
