/*
 * zoo: each-core-negates-shared-scalar
 * class: cores
 * clauses: core-mask-equivalence, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: sign-missing
 * held-out: no
 * defect: In sum and mean the scalar gradient lies in memory that the cores share, and each core negates it there before its rows, so that the rows of every second core have the wrong sign.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "each-core-negates-shared-scalar.c"
#define HP
#include "each-core-negates-shared-scalar.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = MUL(r == NONE ? NEG(g[i]) : *g, w[y[i]]);
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    T shared = reduction_type == NONE ? ZERO : loss_grad[0];
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        shared = NEG(shared);
        N(rows)(reduction_type == NONE ? loss_grad : &shared, labels, weight, total_weight, logits_grad, s.from, s.to,
                class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    T minus = reduction_type == NONE ? ZERO : NEG(loss_grad[0]);
    N(rows)(reduction_type == NONE ? loss_grad : &minus, labels, weight, total_weight, logits_grad, 0, batch, class_num,
            reduction_type);
}

#endif
