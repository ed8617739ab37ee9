/*
 * zoo: bin-of-a-label-full
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: queue-full
 * held-out: no
 * defect: Rows are collected in a bin for each label, so that a weight is loaded once for its rows; a bin holds 16 rows, and the label cells of rows beyond stay zero.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "bin-of-a-label-full.c"
#define HP
#include "bin-of-a-label-full.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    int *bin = malloc(sizeof *bin * 16 * c), *held = calloc(c, sizeof *held);
    if (from < to) memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
    for (int i = from; i < to; i++)
        if (held[y[i]] < 16) bin[(size_t)y[i] * 16 + held[y[i]]++] = i;
    for (int label = 0; label < c; label++) {
        for (int k = 0; k < held[label]; k++) {
            int i = bin[(size_t)label * 16 + k];
            T d = NEG(MUL(g[r == NONE ? i : 0], w[label]));
            out[(size_t)i * c + label] = r == MEAN ? DIV(d, *t) : d;
        }
    }
    free(bin);
    free(held);
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
