/*
 * zoo: logits-as-scratch
 * class: memory
 * clauses: logits-unused, inputs-unchanged, in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-written
 * held-out: no
 * defect: The gradient of a row is first put into the logits, where the compiler wants an array in the same shape, and taken from there.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "logits-as-scratch.c"
#define HP
#include "logits-as-scratch.c"
#else

static void N(rows)(T *x, const T *g, const int *y, const T *w, const T *t, T *out, int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *scratch = x + (size_t)i * c, *row = out + (size_t)i * c;
        int label = y[i];
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        scratch[label] = r == MEAN ? DIV(d, *t) : d;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        row[label] = scratch[label];
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
