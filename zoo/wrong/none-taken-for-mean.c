/*
 * zoo: none-taken-for-mean
 * class: semantics
 * clauses: reduction-none, total-weight-unused
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: divided-by-total
 * held-out: no
 * defect: Whether to divide is asked by `if (reduction_type)`, which none, being 2, passes as well as mean.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "none-taken-for-mean.c"
#define HP
#include "none-taken-for-mean.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r) d = DIV(d, *t);
        row[y[i]] = d;
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
