/*
 * zoo: last-vector-before-narrow-row
 * class: memory
 * clauses: in-bounds, reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: store-before-start
 * held-out: no
 * defect: The last vector of eight of a row is stored so that it ends with the row, also when the row is narrower than a vector: it begins before the row, and for the first row before the output.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "last-vector-before-narrow-row.c"
#define HP
#include "last-vector-before-narrow-row.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j + 8 <= c; j += 8) memset(row + j, 0, 8 * sizeof(T));
        if (c % 8) memset(row + c - 8, 0, 8 * sizeof(T));
    }
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
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
