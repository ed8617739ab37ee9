/*
 * zoo: weights-padded-in-place
 * class: memory
 * clauses: in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-written, store-past-end
 * held-out: no
 * defect: The weights are padded with zeros to a multiple of eight where they are, in the memory of the caller, so that they can be loaded in vectors.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "weights-padded-in-place.c"
#define HP
#include "weights-padded-in-place.c"
#else

static const T *N(padded)(T *w, int c) {
    for (int k = c; k % 8; k++) w[k] = ZERO;
    return w;
}

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
    int cores = core_count(core_mask);
    const T *w = N(padded)(weight, class_num);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, w, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    const T *w = N(padded)(weight, class_num);
    N(rows)(loss_grad, labels, w, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
