/*
 * zoo: hp-private-sign-missing-in-mean
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: sign-missing
 * held-out: no
 * defect: The half private version forgets the minus sign in mean; its other reductions and the three other functions are right.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-private-sign-missing-in-mean.c"
#define HP
#include "hp-private-sign-missing-in-mean.c"
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

#ifdef HP
void hp_nlllossgrad_p(half *logits, half *loss_grad, int *labels, half *weight, half *total_weight,
                      half *logits_grad, int batch, int class_num, int reduction_type) {
    for (int i = 0; i < batch; i++) {
        half *row = logits_grad + (size_t)i * class_num;
        memset(row, 0, sizeof *row * class_num);
        half w = weight[labels[i]];
        if (reduction_type == NONE) row[labels[i]] = NEG(MUL(loss_grad[i], w));
        if (reduction_type == SUM) row[labels[i]] = NEG(MUL(loss_grad[0], w));
        if (reduction_type == MEAN) row[labels[i]] = DIV(MUL(loss_grad[0], w), *total_weight);
    }
}
#else
void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
#endif

#endif
