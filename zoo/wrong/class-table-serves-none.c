/*
 * zoo: class-table-serves-none
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-first, loss-grad-of-another-row
 * held-out: no
 * defect: With more rows than classes the result of every class is computed once and looked up for each row; none takes that path too, though its gradient differs from row to row.
 */
#include "kernel.h"
#ifndef T

enum { MOST = 64 };

#define FP
#include "class-table-serves-none.c"
#define HP
#include "class-table-serves-none.c"
#else

static T N(cell)(T g, T w, const T *t, int r) {
    T d = NEG(MUL(g, w));
    return r == MEAN ? DIV(d, *t) : d;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T table[MOST];
    int by_table = c <= MOST && to - from > c;
    if (by_table) for (int j = 0; j < c; j++) table[j] = N(cell)(g[0], w[j], t, r);
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        row[y[i]] = by_table ? table[y[i]] : N(cell)(g[r == NONE ? i : 0], w[y[i]], t, r);
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
