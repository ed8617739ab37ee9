/*
 * zoo: hp-cut-to-11-bits-first
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: rounds-twice
 * held-out: no
 * defect: The half result is rounded to eleven bits and then stored by a conversion that rounds again where the result is subnormal and has fewer.
 */
#include "kernel.h"
#ifndef T

static float hp_significand(float f) {          /* to eleven bits, ties to even */
    uint32_t u = float_bits(f);
    if ((u & 0x7f800000) == 0x7f800000) return f;
    return bits_float((u + 0xfff + (u >> 13 & 1)) & 0xffffe000);
}

static float fp_significand(float f) { return f; }

#define FP
#include "hp-cut-to-11-bits-first.c"
#define HP
#include "hp-cut-to-11-bits-first.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = -(LOAD(g[r == NONE ? i : 0]) * LOAD(w[y[i]]));
        if (r == MEAN) d /= LOAD(*t);
        row[y[i]] = STORE(N(significand)(d));
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
