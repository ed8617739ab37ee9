/*
 * zoo: row-pointer-left-at-label
 * class: indexing
 * clauses: in-bounds, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: row-stride
 * held-out: no
 * defect: The store address is moved to the label cell and from there by class_num to the next row, so that labels add up.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "row-pointer-left-at-label.c"
#define HP
#include "row-pointer-left-at-label.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, sizeof(T) * c * (size_t)(to - from));
    T *at = out + (size_t)from * c;
    for (int i = from; i < to; i++, at += c) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        *(at += y[i]) = r == MEAN ? DIV(d, *t) : d;
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
