/*
 * zoo: off-label-by-product
 * class: semantics
 * clauses: off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: off-label-computed
 * held-out: no
 * defect: Every cell is the gradient times (j == label), so a NaN or infinite gradient fills the row with NaN.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "off-label-by-product.c"
#define HP
#include "off-label-by-product.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    const T one = STORE(1.0f);
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        for (int j = 0; j < c; j++) row[j] = MUL(d, j == y[i] ? one : ZERO);
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
