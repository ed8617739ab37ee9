/*
 * zoo: hp-overflow-wraps
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: overflow-bits
 * held-out: no
 * defect: The conversion to half tests the float exponent for infinity but not the half exponent for overflow, so from 65536 on the bits wrap to NaN or a finite number.
 */
#include "kernel.h"
#ifndef T

static half hp_narrow(float f) {
    uint32_t u = float_bits(f), a = u & 0x7fffffff;
    half sign = (half)(u >> 16 & 0x8000);
    if (a >= 0x7f800000 || a < 0x47800000) return float_to_half(f);
    return sign | ((a - 0x38000000) >> 13 & 0x7fff);
}

static float fp_narrow(float f) { return f; }

#define FP
#include "hp-overflow-wraps.c"
#define HP
#include "hp-overflow-wraps.c"
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
