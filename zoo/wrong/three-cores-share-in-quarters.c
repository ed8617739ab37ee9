/*
 * zoo: three-cores-share-in-quarters
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: remainder-of-rows
 * held-out: no
 * defect: The share of a core is found by shifting by the rounded-up log2 of the number of cores, so three cores do three quarters of the rows from batch 12 on.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "three-cores-share-in-quarters.c"
#define HP
#include "three-cores-share-in-quarters.c"
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
    int cores = core_count(core_mask), shift = cores > 2 ? 2 : cores - 1;
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        if (batch >= 12) {
            s.from = (int)((int64_t)batch * k >> shift);
            s.to = (int)((int64_t)batch * (k + 1) >> shift);
        }
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
