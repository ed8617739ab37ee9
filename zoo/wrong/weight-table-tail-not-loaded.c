/*
 * zoo: weight-table-tail-not-loaded
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: vector-tail
 * held-out: no
 * defect: Up to 256 weights are copied to a zeroed table in vectors of eight, and the class_num % 8 behind the last vector are not: the label cells of these classes are zero.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "weight-table-tail-not-loaded.c"
#define HP
#include "weight-table-tail-not-loaded.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T table[256];
    memset(table, 0, sizeof table);
    for (int j = 0; c <= 256 && j + 8 <= c; j += 8) memcpy(table + j, w + j, 8 * sizeof(T));
    const T *local = c <= 256 ? table : w;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], local[y[i]]));
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
