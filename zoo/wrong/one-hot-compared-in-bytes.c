/*
 * zoo: one-hot-compared-in-bytes
 * class: indexing
 * clauses: off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-narrowed
 * held-out: no
 * defect: Column numbers and label are compared in vectors of bytes, so with more than 256 classes the label's value stands in every column that agrees with it modulo 256.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "one-hot-compared-in-bytes.c"
#define HP
#include "one-hot-compared-in-bytes.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        uint8_t column = 0, label = (uint8_t)y[i];
        for (int j = 0; j < c; j++, column++) row[j] = column == label ? d : ZERO;
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
