/*
 * zoo: sum-weight-hoisted-from-first-row
 * class: semantics
 * clauses: reduction-sum
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: In sum the product -g * w is taken out of the loop over rows, with the weight of the label in the first row of the share.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "sum-weight-hoisted-from-first-row.c"
#define HP
#include "sum-weight-hoisted-from-first-row.c"
#else

static void N(sum)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    if (from >= to) return;
    T d = NEG(MUL(g[0], w[y[from]]));
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        row[y[i]] = d;
    }
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    if (r == SUM) {
        N(sum)(g, y, w, t, out, from, to, c, r);
        return;
    }
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
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
