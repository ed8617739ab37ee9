/*
 * zoo: repeated-label-reuses-gradient
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-repeated
 * held-out: no
 * defect: When a row has the label of the row before it, its value is reused, which in none ignores its own loss_grad.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "repeated-label-reuses-gradient.c"
#define HP
#include "repeated-label-reuses-gradient.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T d = ZERO;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        if (i == from || y[i] != y[i - 1]) {
            d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
            if (r == MEAN) d = DIV(d, *t);
        }
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
