/*
 * zoo: offset-32-bit
 * class: indexing
 * clauses: output-extent, large-extent, in-bounds
 * platform: mt7004
 * tier: huge
 * flags: -fwrapv -O1
 * cause: integer-too-narrow
 * held-out: no
 * defect: The row offset is a 32-bit int, which turns negative past 2^31 elements.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "offset-32-bit.c"
#define HP
#include "offset-32-bit.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        int offset = i * c;
        T *row = out + offset;
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
