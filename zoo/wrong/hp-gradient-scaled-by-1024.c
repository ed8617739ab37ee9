/*
 * zoo: hp-gradient-scaled-by-1024
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: overflows-too-early
 * held-out: no
 * defect: The half functions multiply the gradient by 1024 against underflow, as loss scaling does, and undo it behind the product: gradients from 64 on have become infinite.
 */
#include "kernel.h"
#ifndef T

static const float hp_loss_scale = 1024, fp_loss_scale = 1;

#define FP
#include "hp-gradient-scaled-by-1024.c"
#define HP
#include "hp-gradient-scaled-by-1024.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T scaled = MUL(g[r == NONE ? i : 0], STORE(N(loss_scale)));
        float d = -(LOAD(scaled) * LOAD(w[y[i]])) / N(loss_scale);
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
