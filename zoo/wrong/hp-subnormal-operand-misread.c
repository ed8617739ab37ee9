/*
 * zoo: hp-subnormal-operand-misread
 * class: numerics
 * clauses: product-rounding, subnormals
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: subnormal-operand
 * held-out: no
 * defect: Reading a half treats a subnormal as if it had the hidden bit.
 */
#include "kernel.h"
#ifndef T

static float hp_widen(half h) {
    if ((h & 0x7c00) == 0x7c00 || (h & 0x7fff) == 0) return half_to_float(h);
    return bits_float((uint32_t)(h & 0x8000) << 16 | (((uint32_t)(h & 0x7fff) << 13) + (112u << 23)));
}
static float fp_widen(float f) { return f; }

#define FP
#include "hp-subnormal-operand-misread.c"
#define HP
#include "hp-subnormal-operand-misread.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = -(N(widen)(g[r == NONE ? i : 0]) * N(widen)(w[y[i]]));
        row[y[i]] = STORE(r == MEAN ? d / N(widen)(*t) : d);
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
