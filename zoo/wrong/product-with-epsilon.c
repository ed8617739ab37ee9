/*
 * zoo: product-with-epsilon
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: epsilon-added
 * held-out: no
 * defect: A small epsilon of 1e-12 is added to the weight so that it is never zero.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "product-with-epsilon.c"
#define HP
#include "product-with-epsilon.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float wi = LOAD(w[y[i]]) + 1e-12f;
        float d = -(LOAD(g[r == NONE ? i : 0]) * wi);
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
