/*
 * zoo: hp-ties-away
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: rounds-ties-away
 * held-out: no
 * defect: The conversion to half adds half a unit and cuts, so ties go away from zero rather than to even.
 */
#include "kernel.h"
#ifndef T

static half hp_narrow(float f) {
    uint32_t u = float_bits(f), a = u & 0x7fffffff;
    half sign = (half)(u >> 16 & 0x8000);
    if (a > 0x7f800000) return sign | 0x7e00;
    if (a >= 0x477ff000) return sign | 0x7c00;
    if (a < 0x33000000) return sign;
    if (a >= 0x38800000) return sign | (half)((a - 0x38000000 + 0x1000) >> 13);
    uint32_t shift = 126 - (a >> 23);
    return sign | (half)((((a & 0x7fffff) | 0x800000) + (1u << (shift - 1))) >> shift);
}

static float fp_narrow(float f) { return f; }

#define FP
#include "hp-ties-away.c"
#define HP
#include "hp-ties-away.c"
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
