/*
 * zoo: small-batch-padded-to-four
 * class: memory
 * clauses: in-bounds, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: share-not-clamped, store-past-end
 * held-out: no
 * defect: The private version pads the inputs of fewer than four rows with zeros in local memory, so that its loop over four rows serves them, and stores all four.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "small-batch-padded-to-four.c"
#define HP
#include "small-batch-padded-to-four.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
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
    int label[4] = { 0 };
    T gradient[4] = { ZERO };
    if (batch >= 4) {
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
        return;
    }
    memcpy(label, labels, sizeof(int) * batch);
    memcpy(gradient, loss_grad, sizeof(T) * (reduction_type == NONE ? batch : 1));
    N(rows)(gradient, label, weight, total_weight, logits_grad, 0, 4, class_num, reduction_type);
}

#endif
