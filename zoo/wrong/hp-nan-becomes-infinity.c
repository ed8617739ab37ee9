/*
 * zoo: hp-nan-becomes-infinity
 * class: numerics
 * clauses: product-special
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: special-values-lost
 * held-out: no
 * defect: The conversion to half has one test for everything too large, so a NaN becomes infinity.
 */
#include "kernel.h"
#ifndef T

static half hp_narrow(float f) {
    uint32_t u = float_bits(f), a = u & 0x7fffffff;
    if (a >= 0x477ff000) return (half)(u >> 16 & 0x8000) | 0x7c00;
    return float_to_half(f);
}

static float fp_narrow(float f) { return f; }

#define FP
#include "hp-nan-becomes-infinity.c"
#define HP
#include "hp-nan-becomes-infinity.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = -(LOAD(g[r == NONE ? i : 0]) * LOAD(w[y[i]]));
        if (r == MEAN) d /= LOAD(*t);
        row[y[i]] = N(narrow)(d);
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
