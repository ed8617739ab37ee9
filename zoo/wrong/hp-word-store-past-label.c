/*
 * zoo: hp-word-store-past-label
 * class: memory
 * clauses: in-bounds, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: store-past-end
 * held-out: no
 * defect: The half label cell is stored as a 32-bit word with a zero above it, which runs over the end when the last row has the last label.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-word-store-past-label.c"
#define HP
#include "hp-word-store-past-label.c"
#else

static inline void N(put)(T *at, T d) {
#ifdef HP
    uint32_t word = d;
    memcpy(at, &word, 4);
#else
    *at = d;
#endif
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        N(put)(row + y[i], r == MEAN ? DIV(d, *t) : d);
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
