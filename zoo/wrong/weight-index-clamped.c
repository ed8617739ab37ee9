/*
 * zoo: weight-index-clamped
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: The first 1024 weights are kept in local memory and the index into them is clamped, so classes from 1024 on have the weight of class 1023.
 */
#include "kernel.h"
#ifndef T

enum { TABLE = 1024 };

#define FP
#include "weight-index-clamped.c"
#define HP
#include "weight-index-clamped.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T local[TABLE];
    int held = c < TABLE ? c : TABLE;
    memcpy(local, w, held * sizeof *local);
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        int at = y[i] < TABLE - 1 ? y[i] : TABLE - 1;
        T d = NEG(MUL(g[r == NONE ? i : 0], local[at]));
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
