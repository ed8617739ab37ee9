/*
 * zoo: single-row-forgets-weight
 * class: semantics
 * clauses: reduction-sum, reduction-mean, reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-fast-path, weight-ignored
 * held-out: no
 * defect: The fast path for batch 1 uses -g and leaves the weight out.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "single-row-forgets-weight.c"
#define HP
#include "single-row-forgets-weight.c"
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

static void N(only_row)(const T *g, int y, const T *t, T *row, int c, int r) {
    for (int j = 0; j < c; j++) row[j] = ZERO;
    row[y] = r == MEAN ? DIV(NEG(*g), *t) : NEG(*g);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    if (batch == 1) {
        N(only_row)(loss_grad, labels[0], total_weight, logits_grad, class_num, reduction_type);
        return;
    }
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    if (batch == 1)
        N(only_row)(loss_grad, labels[0], total_weight, logits_grad, class_num, reduction_type);
    else
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
