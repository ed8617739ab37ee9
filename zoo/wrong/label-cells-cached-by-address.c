/*
 * zoo: label-cells-cached-by-address
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: The offsets of the label cells are computed once for a labels address and shape and used again later.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "label-cells-cached-by-address.c"
#define HP
#include "label-cells-cached-by-address.c"
#else

static int *N(label_table)(const int *y, int batch, int c) {
    static int *table;
    static const int *from;
    static int rows, columns;
    if (y != from || batch != rows || c != columns) {
        free(table);
        table = malloc(sizeof *table * (batch + 1));
        memcpy(table, y, sizeof *table * batch);
        from = y;
        rows = batch;
        columns = c;
    }
    return table;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    const int *y = N(label_table)(labels, batch, class_num);
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, y, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
