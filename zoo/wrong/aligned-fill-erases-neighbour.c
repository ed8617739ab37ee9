/*
 * zoo: aligned-fill-erases-neighbour
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-erases-labels
 * held-out: no
 * defect: A core begins its zero-fill at a multiple of 16 elements, up to 15 before its share, and erases label cells that the core before it has stored.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "aligned-fill-erases-neighbour.c"
#define HP
#include "aligned-fill-erases-neighbour.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    if (from == to) return;
    size_t first = ((size_t)from * c) & ~(size_t)15;
    memset(out + first, 0, ((size_t)to * c - first) * sizeof *out);
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
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
