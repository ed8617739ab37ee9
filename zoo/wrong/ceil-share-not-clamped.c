/*
 * zoo: ceil-share-not-clamped
 * class: cores
 * clauses: in-bounds, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: share-not-clamped
 * held-out: no
 * defect: Each core takes ceil(batch / cores) rows and the last one is not cut at batch, so rows behind the output are written.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "ceil-share-not-clamped.c"
#define HP
#include "ceil-share-not-clamped.c"
#else

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
    int cores = core_count(core_mask), each = (batch + cores - 1) / cores;
    for (int k = 0; k < cores; k++) {
        int from = k * each, to = from + each;
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, from, to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
