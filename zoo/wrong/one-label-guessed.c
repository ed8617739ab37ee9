/*
 * zoo: one-label-guessed
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: value-guessed, label-of-another-row
 * held-out: no
 * defect: When the first and the last row of a share have the same label it is taken for that of all rows between, which then need no lookup.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "one-label-guessed.c"
#define HP
#include "one-label-guessed.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    int same = from < to && y[from] == y[to - 1];
    for (int i = from; i < to; i++) {
        int label = same ? y[from] : y[i];
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
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
