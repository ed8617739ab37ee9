/*
 * zoo: wide-row-path-divides-again
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: divided-twice
 * held-out: no
 * defect: Rows of more than 512 columns go out by a transfer of zeros and a single store behind it; that store divides by total_weight what the caller has divided already.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "wide-row-path-divides-again.c"
#define HP
#include "wide-row-path-divides-again.c"
#else

static void N(put_wide)(T *row, int label, T d, T t, int c, int r) {
    memset(row, 0, sizeof(T) * c);
    row[label] = r == MEAN ? DIV(d, t) : d;
}

static void N(put_narrow)(T *row, int label, T d, int c) {
    for (int j = 0; j < c; j++) row[j] = j == label ? d : ZERO;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        if (c > 512) N(put_wide)(row, y[i], d, *t, c, r);
        else N(put_narrow)(row, y[i], d, c);
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
