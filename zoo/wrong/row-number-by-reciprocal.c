/*
 * zoo: row-number-by-reciprocal
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: The output is walked cell by cell, and the row of a cell is its number times 1 / class_num in float, cut to an integer: where the product falls just short, the first cell of a row counts to the row before, as one column too many.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "row-number-by-reciprocal.c"
#define HP
#include "row-number-by-reciprocal.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    float per_row = 1.0f / c;
    size_t end = (size_t)to * c;
    for (size_t k = (size_t)from * c; k < end; k++) {
        int i = (int)(k * per_row);
        if (i >= to) i = to - 1;
        int j = (int)(k - (size_t)i * c);
        T cell = ZERO;
        if (j == y[i]) {
            cell = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
            if (r == MEAN) cell = DIV(cell, *t);
        }
        out[k] = cell;
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
