/*
 * zoo: class-table-sized-by-batch
 * class: memory
 * clauses: terminates, in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: scratch-overflow
 * held-out: no
 * defect: The copy of the weights is allocated for batch elements and filled with class_num of them.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "class-table-sized-by-batch.c"
#define HP
#include "class-table-sized-by-batch.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    if (from >= to) return;
    T *local = malloc((size_t)(to - from) * sizeof(T));
    if (!local) abort();
    for (int k = 0; k < c; k++) ((volatile T *)local)[k] = w[k];
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], local[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
    free(local);
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
