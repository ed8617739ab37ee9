/*
 * zoo: hp-below-1e-4-is-zero
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: small-normals-flushed
 * held-out: no
 * defect: Half results below 1e-4 are set to zero before they are stored, so that no subnormal is met later: the smallest normal half is 6.1e-5.
 */
#include "kernel.h"
#ifndef T

static const float hp_tiny = 1e-4f, fp_tiny = 0;

#define FP
#include "hp-below-1e-4-is-zero.c"
#define HP
#include "hp-below-1e-4-is-zero.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = -(LOAD(g[r == NONE ? i : 0]) * LOAD(w[y[i]]));
        if (r == MEAN) d /= LOAD(*t);
        if (d > -N(tiny) && d < N(tiny)) d = 0;
        row[y[i]] = STORE(d);
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
