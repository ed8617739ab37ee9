/*
 * zoo: unordered-gradient-taken-for-zero
 * class: semantics
 * clauses: product-special
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: special-values-lost
 * held-out: no
 * defect: The test whether the gradient is non-zero is g < 0 || g > 0, which a NaN fails: the row stays zero.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "unordered-gradient-taken-for-zero.c"
#define HP
#include "unordered-gradient-taken-for-zero.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float gi = LOAD(g[r == NONE ? i : 0]);
        if (gi < 0 || gi > 0) {
            float d = -gi * LOAD(w[y[i]]);
            row[y[i]] = STORE(r == MEAN ? d / LOAD(*t) : d);
        } else {
            row[y[i]] = STORE(gi == 0 ? gi * LOAD(w[y[i]]) : 0);
        }
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
