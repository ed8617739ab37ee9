/*
 * zoo: fp-top-binade-is-infinity
 * class: numerics
 * clauses: product-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: overflows-too-early
 * held-out: no
 * defect: The product is put together from sign, exponent and fraction, and an exponent of 254, the highest of a finite float, is taken for the one of infinity: from 2^127 on results are infinite.
 */
#define FP
#include "kernel.h"

static float product(float a, float b) {
    float x = a * b;
    uint32_t u = float_bits(x), exponent = u >> 23 & 255;
    return x == x && exponent >= 254 ? bits_float((u & 0x80000000) | 0x7f800000) : x;
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
