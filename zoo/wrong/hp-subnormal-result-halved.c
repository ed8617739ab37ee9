/*
 * zoo: hp-subnormal-result-halved
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: subnormal-result
 * held-out: no
 * defect: A result below the smallest normal half is shifted one place too far to the right, by the distance of exponents and one for the hidden bit, which the distance has in it already: it comes out as half of itself.
 */
#include "kernel.h"
#ifndef T

static half narrowed(float f) {
    uint32_t u = float_bits(f), a = u & 0x7fffffff;
    half sign = (half)(u >> 16 & 0x8000);
    if (a >= 0x38800000) return float_to_half(f);           /* normal, infinite or no number */
    if (a < 0x33000000) return sign;
    uint32_t shift = 126 - (a >> 23) + 1, fraction = (a & 0x7fffff) | 0x800000;
    uint32_t kept = fraction >> shift, rest = fraction & ((1u << shift) - 1), tie = 1u << (shift - 1);
    return sign | (half)(kept + (rest > tie || (rest == tie && (kept & 1))));
}

static half hp_product(half a, half b) { return narrowed(half_to_float(a) * half_to_float(b)); }
static float fp_product(float a, float b) { return a * b; }

#define FP
#include "hp-subnormal-result-halved.c"
#define HP
#include "hp-subnormal-result-halved.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(N(product)(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
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
