/*
 * zoo: hp-infinity-read-as-65536
 * class: numerics
 * clauses: product-special
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: special-values-lost
 * held-out: no
 * defect: Reading a half moves exponent and fraction to their places and has no case for the highest exponent: infinity comes out as 65536, and a NaN as a number above it.
 */
#include "kernel.h"
#ifndef T

static float hp_read(half h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, rest = h & 0x7fff;
    return bits_float(sign | rest << 13) * 0x1p112f;    /* subnormals are normalised by the product */
}

static float fp_read(float f) { return f; }

#define FP
#include "hp-infinity-read-as-65536.c"
#define HP
#include "hp-infinity-read-as-65536.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = -(N(read)(g[r == NONE ? i : 0]) * N(read)(w[y[i]]));
        row[y[i]] = STORE(r == MEAN ? d / LOAD(*t) : d);
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
