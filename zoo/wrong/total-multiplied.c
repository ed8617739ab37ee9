/*
 * zoo: total-multiplied
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: not-divided
 * held-out: no
 * defect: The caller is thought to pass the reciprocal of the weight sum, as an older interface had it: mean multiplies by total_weight.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "total-multiplied.c"
#define HP
#include "total-multiplied.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    T scale = r == MEAN ? *t : STORE(1.0f);     /* 1 / sum of weights */
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? MUL(d, scale) : d;
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
