/*
 * zoo: label-cell-accumulated
 * class: state
 * clauses: output-extent, no-state
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: accumulates
 * held-out: no
 * defect: The label cell is added to what stands there, as autograd accumulates; only the other cells are set.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "label-cell-accumulated.c"
#define HP
#include "label-cell-accumulated.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++)
            if (j != y[i]) row[j] = ZERO;
        float d = LOAD(NEG(MUL(g[r == NONE ? i : 0], w[y[i]])));
        if (r == MEAN) d /= LOAD(*t);
        row[y[i]] = STORE(LOAD(row[y[i]]) + d);
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
