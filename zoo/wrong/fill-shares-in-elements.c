/*
 * zoo: fill-shares-in-elements
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-erases-labels
 * held-out: no
 * defect: Each core zeroes an equal part of the elements and then stores the label cells of its rows; where parts and rows do not end together, the next core's fill erases cells stored before.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "fill-shares-in-elements.c"
#define HP
#include "fill-shares-in-elements.c"
#else

static void N(core)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int batch, int c, int r, int cores, int rank) {
    size_t cells = (size_t)batch * c, each = cells / cores, at = each * rank;
    memset(out + at, 0, (rank == cores - 1 ? cells - at : each) * sizeof(T));
    struct span s = share(batch, cores, rank);
    for (int i = s.from; i < s.to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
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
