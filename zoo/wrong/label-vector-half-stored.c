/*
 * zoo: label-vector-half-stored
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: The fill leaves out the block of 16 columns that holds the label, since the store of the label cell brings its own zeros; that store is a vector of eight, and the other half of the block is not written.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "label-vector-half-stored.c"
#define HP
#include "label-vector-half-stored.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        int label = y[i], block = label & ~15;
        for (int j = 0; j < c; j += 16)
            if (j != block) memset(row + j, 0, sizeof(T) * (c - j < 16 ? c - j : 16));
        T vector[8] = { ZERO };
        T d = NEG(MUL(g[r == NONE ? i : 0], w[label]));
        vector[label & 7] = r == MEAN ? DIV(d, *t) : d;
        int start = label & ~7;
        memcpy(row + start, vector, sizeof(T) * (c - start < 8 ? c - start : 8));
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
