/*
 * zoo: power-of-two-total-by-exponent
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: total-sign-lost
 * held-out: no
 * defect: When total_weight is a power of two mean multiplies by the power with the negated exponent, which is built from the exponent alone: minus 8 divides as 8 does.
 */
#include "kernel.h"
#ifndef T

/* 2^-e of a normal 2^e, with e from -126 to 126; else 0. */
static float inverse_power(float x) {
    uint32_t bits = float_bits(x), exponent = bits >> 23 & 255;
    if (bits & 0x7fffff || exponent < 1 || exponent > 253) return 0;
    return bits_float((254 - exponent) << 23);
}

#define FP
#include "power-of-two-total-by-exponent.c"
#define HP
#include "power-of-two-total-by-exponent.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    float factor = r == MEAN ? inverse_power(LOAD(*t)) : 0;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = factor != 0 ? STORE(LOAD(d) * factor) : DIV(d, *t);
        row[y[i]] = d;
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
