/*
 * zoo: row-offset-by-16-bit-multiply
 * class: indexing
 * clauses: output-extent, in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: The offset is made with the 16 by 16 bit multiplication (signed), wrong as soon as row or class_num reaches 32768.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "row-offset-by-16-bit-multiply.c"
#define HP
#include "row-offset-by-16-bit-multiply.c"
#else

static inline ptrdiff_t N(mpy16)(int a, int b) { return (ptrdiff_t)(int16_t)a * (int16_t)b; }

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + N(mpy16)(i, c);
        for (int j = 0; j < c; j++) row[j] = ZERO;
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
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
