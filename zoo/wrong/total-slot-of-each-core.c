/*
 * zoo: total-slot-of-each-core
 * class: semantics
 * clauses: reduction-mean, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: total-by-row
 * held-out: no
 * defect: Each core divides by total_weight at its own rank, as if the forward pass had left one total for each core.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "total-slot-of-each-core.c"
#define HP
#include "total-slot-of-each-core.c"
#else

static void N(core)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int batch, int c, int r, int cores, int rank) {
    struct span s = share(batch, cores, rank);
    for (int i = s.from; i < s.to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, t[rank]) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++)
        N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, cores, k);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1, 0);
}

#endif
