/*
 * zoo: gradient-by-magnitude
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: sign-missing
 * held-out: no
 * defect: The minus sign is put in by setting the sign bit of the gradient, so a gradient that is negative already stays as it is.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "gradient-by-magnitude.c"
#define HP
#include "gradient-by-magnitude.c"
#else

static T N(negative)(T x) {
#ifdef HP
    return x | 0x8000;
#else
    return bits_float(float_bits(x) | 0x80000000);
#endif
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = MUL(N(negative)(g[r == NONE ? i : 0]), w[y[i]]);
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
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
