/*
 * zoo: output-transposed
 * class: indexing
 * clauses: output-extent, off-label-zero, reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: row-stride
 * held-out: no
 * defect: The label cell is stored column-major, at label * batch + row.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "output-transposed.c"
#define HP
#include "output-transposed.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int batch, int c, int r) {
    for (size_t j = (size_t)from * c; j < (size_t)to * c; j++) out[j] = ZERO;
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)y[i] * batch + i] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, batch, class_num, reduction_type);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, batch, class_num, reduction_type);
}

#endif
