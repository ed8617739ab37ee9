/*
 * zoo: unit-weight-row-has-first-gradient
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-first, wrong-fast-path
 * held-out: no
 * defect: A row whose weight is 1 saves the product and stores -loss_grad[0], in none as well.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "unit-weight-row-has-first-gradient.c"
#define HP
#include "unit-weight-row-has-first-gradient.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    const T one = STORE(1.0f);
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(g[0]);
        memset(row, 0, sizeof(T) * c);
        if (w[y[i]] != one) d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
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
