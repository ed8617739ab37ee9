/*
 * zoo: off-label-by-product-in-tail
 * class: semantics
 * clauses: off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: off-label-computed
 * held-out: no
 * defect: Blocks of eight columns are zeroed, but the up to seven columns of the tail are the gradient times a one-hot mask, so a NaN or infinite gradient leaks there.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "off-label-by-product-in-tail.c"
#define HP
#include "off-label-by-product-in-tail.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    const T onehot[2] = { ZERO, STORE(1.0f) };
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        int j = 0;
        for (; j + 8 <= c; j += 8) memset(row + j, 0, 8 * sizeof *row);
        if (y[i] < j) row[y[i]] = d;
        for (; j < c; j++) row[j] = MUL(d, onehot[j == y[i]]);
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
