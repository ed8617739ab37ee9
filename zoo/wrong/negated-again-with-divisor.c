/*
 * zoo: negated-again-with-divisor
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: sign-missing
 * held-out: no
 * defect: The gradient is negated as it is loaded, and mean divides by the negated total_weight besides, so its result is positive.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "negated-again-with-divisor.c"
#define HP
#include "negated-again-with-divisor.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    T divisor = r == MEAN ? NEG(*t) : ZERO;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T minus_g = NEG(g[r == NONE ? i : 0]);
        memset(row, 0, sizeof(T) * c);
        T d = MUL(minus_g, w[y[i]]);
        if (r == MEAN) d = DIV(d, divisor);
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
