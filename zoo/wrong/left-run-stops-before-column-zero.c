/*
 * zoo: left-run-stops-before-column-zero
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: Left of the label a row is zeroed downward while j > 0, so column 0 keeps what stood there unless it is the label.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "left-run-stops-before-column-zero.c"
#define HP
#include "left-run-stops-before-column-zero.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        int label = y[i], j;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[label]));
        row[label] = r == MEAN ? DIV(d, *t) : d;
        for (j = label - 1; j > 0; j--) row[j] = ZERO;
        for (j = label + 1; j < c; j++) row[j] = ZERO;
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
