/*
 * zoo: last-lane-of-tail-lost
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: tile-boundary
 * held-out: no
 * defect: A tail of one column after blocks of 16 is stored as plain zero, so a label in that column gets no gradient.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "last-lane-of-tail-lost.c"
#define HP
#include "last-lane-of-tail-lost.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        int j = 0;
        for (; j + 16 <= c; j += 16)
            for (int lane = j; lane < j + 16; lane++) row[lane] = lane == y[i] ? d : ZERO;
        if (j && c - j == 1) {
            row[j] = ZERO;
            continue;
        }
        for (; j < c; j++) row[j] = j == y[i] ? d : ZERO;
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
