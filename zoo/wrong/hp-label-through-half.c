/*
 * zoo: hp-label-through-half
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-narrowed
 * held-out: no
 * defect: The half functions convert labels to half for a vector compare, so odd labels above 2048 are rounded to an even one.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-label-through-half.c"
#define HP
#include "hp-label-through-half.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
#ifdef HP
        float compare = LOAD(STORE((float)y[i]));
        int label = compare < (float)c ? (int)compare : c - 1;
#else
        int label = y[i];
#endif
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
