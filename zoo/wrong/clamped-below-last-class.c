/*
 * zoo: clamped-below-last-class
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-wrapped
 * held-out: no
 * defect: Labels are clamped to at most class_num - 2, so the last class has its gradient, and its weight, at the class before.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "clamped-below-last-class.c"
#define HP
#include "clamped-below-last-class.c"
#else

static int N(clamped)(int label, int c) {
    int last = c > 1 ? c - 2 : 0;
    return label < 0 ? 0 : label > last ? last : label;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        int label = N(clamped)(y[i], c);
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[label]));
        row[label] = r == MEAN ? DIV(d, *t) : d;
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
