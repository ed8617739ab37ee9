/*
 * zoo: hp-mean-without-branch
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: branch-missing
 * held-out: no
 * defect: The half private version has no branch for mean: its label cells stay zero.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-mean-without-branch.c"
#define HP
#include "hp-mean-without-branch.c"
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
        if (reduction_type == SUM) row[labels[i]] = NEG(MUL(loss_grad[0], weight[labels[i]]));
        if (reduction_type == NONE) row[labels[i]] = NEG(MUL(loss_grad[i], weight[labels[i]]));
    }
}
#else
void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
#endif

#endif
