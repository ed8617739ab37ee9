/*
 * zoo: column-halves-without-partner
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: core-missing
 * held-out: no
 * defect: Two cores at a time share rows, the first with the left half of the columns and the second with the right one; with an odd number of cores above one the last has no partner, and the right half of its rows is nobody's.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "column-halves-without-partner.c"
#define HP
#include "column-halves-without-partner.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

static void N(half_rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                         struct span rows, struct span columns, int c, int r) {
    for (int i = rows.from; i < rows.to; i++) {
        T *row = out + (size_t)i * c;
        memset(row + columns.from, 0, sizeof *row * (columns.to - columns.from));
        if (y[i] < columns.from || y[i] >= columns.to) continue;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask), pairs = (cores + 1) / 2;
    if (cores == 1) {
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
        return;
    }
    for (int k = 0; k < cores; k++) {
        struct span columns = k % 2 ? (struct span){ class_num / 2, class_num } : (struct span){ 0, class_num / 2 };
        N(half_rows)(loss_grad, labels, weight, total_weight, logits_grad, share(batch, pairs, k / 2), columns,
                     class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
