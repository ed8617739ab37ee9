/*
 * zoo: logits-times-zero
 * class: semantics
 * clauses: logits-unused, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: logits-used
 * held-out: no
 * defect: The zeros are made as logits * 0, so a NaN or infinity in logits comes through.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "logits-times-zero.c"
#define HP
#include "logits-times-zero.c"
#else

static void N(rows)(const T *x, const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        const T *logit = x + (size_t)i * c;
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = MUL(logit[j], ZERO);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(logits, loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(logits, loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
