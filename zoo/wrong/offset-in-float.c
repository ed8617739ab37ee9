/*
 * zoo: offset-in-float
 * class: indexing
 * clauses: output-extent, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: The position of the label cell is computed in float, so past 2^24 elements it is off by one.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "offset-in-float.c"
#define HP
#include "offset-in-float.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (size_t j = (size_t)from * c; j < (size_t)to * c; j++) out[j] = ZERO;
    for (int i = from; i < to; i++) {
        float position = (float)i * (float)c + (float)y[i];
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)position] = r == MEAN ? DIV(d, *t) : d;
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
