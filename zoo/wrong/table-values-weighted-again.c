/*
 * zoo: table-values-weighted-again
 * class: semantics
 * clauses: reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: weight-twice
 * held-out: no
 * defect: In sum and mean -g * w is made once for each class, when there are at most 64; groups of four rows take it from that table, and the rows behind them multiply it by the weight once more.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "table-values-weighted-again.c"
#define HP
#include "table-values-weighted-again.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T table[64];
    int tabled = r != NONE && c <= 64;
    for (int j = 0; tabled && j < c; j++) table[j] = NEG(MUL(g[0], w[j]));
    int whole = from + (to - from) / 4 * 4;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d;
        if (tabled && i < whole) d = table[y[i]];
        else d = MUL(tabled ? table[y[i]] : NEG(g[r == NONE ? i : 0]), w[y[i]]);
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
