/*
 * zoo: labels-fetched-for-mirrored-rank
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: no
 * defect: The fetch of labels counts the ranks of cores from the highest bit of the mask, all else from the lowest: with several cores a share has the labels of the share at the other end.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "labels-fetched-for-mirrored-rank.c"
#define HP
#include "labels-fetched-for-mirrored-rank.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        int label = y[i - from];
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[label]));
        row[label] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k), fetched = share(batch, cores, cores - 1 - k);
        if (fetched.from + s.to - s.from > batch) fetched.from = batch - (s.to - s.from);
        N(rows)(loss_grad, labels + fetched.from, weight, total_weight, logits_grad, s.from, s.to, class_num,
                reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
