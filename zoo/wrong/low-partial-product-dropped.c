/*
 * zoo: low-partial-product-dropped
 * class: numerics
 * clauses: product-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: sticky-bits-lost
 * held-out: no
 * defect: The product of two floats is put together from products of upper and lower fraction halves, and that of the two lower halves is left out.
 */
#define FP
#include "kernel.h"

static float product(float a, float b) {
    float upper_a = bits_float(float_bits(a) & 0xfffff000), upper_b = bits_float(float_bits(b) & 0xfffff000);
    double lower_a = (double)a - upper_a, lower_b = (double)b - upper_b;
    if (a - a != 0 || b - b != 0) return a * b;     /* infinite, or no number */
    return (float)((double)upper_a * upper_b + upper_a * lower_b + lower_a * upper_b);
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
