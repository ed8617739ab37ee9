/*
 * zoo: hp-ties-upward
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -lm
 * cause: rounds-ties-away
 * held-out: no
 * defect: Rounding to half adds half a unit and shifts the signed number, so that ties go upward: of positive results away from zero, of negative ones towards it.
 */
#include "kernel.h"
#ifndef T
#include <math.h>
#define FP
#include "hp-ties-upward.c"
#define HP
#include "hp-ties-upward.c"
#else

#ifdef HP
static half negated_product(half a, half b) {
    float f = -(half_to_float(a) * half_to_float(b)), size = fabsf(f);
    if (!(size < 65520)) return float_to_half(f);
    int exponent;
    frexpf(size, &exponent);
    if (exponent < -13) exponent = -13;                             /* subnormal halves have the same unit */
    float unit = ldexpf(1.0f, exponent - 11);
    double units = floor((double)f / unit + 0.5);
    half rounded = float_to_half((float)(units * unit));
    return f < 0 ? rounded | 0x8000 : rounded;
}
#define NEGATED_PRODUCT(a, b) negated_product(a, b)
#else
#define NEGATED_PRODUCT(a, b) (-((a) * (b)))
#endif

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEGATED_PRODUCT(g[r == NONE ? i : 0], w[y[i]]);
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}
#undef NEGATED_PRODUCT

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
