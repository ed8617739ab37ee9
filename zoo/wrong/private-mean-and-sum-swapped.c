/*
 * zoo: private-mean-and-sum-swapped
 * class: semantics
 * clauses: reduction-codes
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: reduction-codes-swapped, not-divided
 * held-out: no
 * defect: The private version takes 0 for mean and 1 for sum; the shared version is right.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "private-mean-and-sum-swapped.c"
#define HP
#include "private-mean-and-sum-swapped.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
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
    static const int code[3] = { MEAN, SUM, NONE };
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, code[reduction_type]);
}

#endif
