/*
 * zoo: weight-by-one-hot-sum
 * class: semantics
 * clauses: weight-extent, reduction-sum, reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: unused-elements-leak
 * held-out: no
 * defect: The weight is gathered as the sum of weight[j] * (j == label), so a NaN or infinity of any other class reaches the result.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "weight-by-one-hot-sum.c"
#define HP
#include "weight-by-one-hot-sum.c"
#else

static T N(gather)(const T *w, int label, int c) {
    float sum = 0;
    for (int j = 0; j < c; j++) sum += LOAD(w[j]) * (float)(j == label);
    return STORE(sum);
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], N(gather)(w, y[i], c)));
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
