/*
 * zoo: row-buffer-of-4096
 * class: memory
 * clauses: in-bounds, terminates
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: scratch-overflow
 * held-out: no
 * defect: A row is built in a stack buffer of 4096 elements without a look at class_num.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "row-buffer-of-4096.c"
#define HP
#include "row-buffer-of-4096.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T buffer[4096];
    for (int i = from; i < to; i++) {
        memset(buffer, 0, c * sizeof *buffer);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        buffer[y[i]] = r == MEAN ? DIV(d, *t) : d;
        memcpy(out + (size_t)i * c, buffer, c * sizeof *buffer);
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
