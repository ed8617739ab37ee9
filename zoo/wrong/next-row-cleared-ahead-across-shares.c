/*
 * zoo: next-row-cleared-ahead-across-shares
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-erases-labels, share-boundary
 * held-out: no
 * defect: While a row is scattered the next one is cleared ahead, up to the end of the batch and not of the share; the highest core comes first, so the first row of its share is erased by the core below.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "next-row-cleared-ahead-across-shares.c"
#define HP
#include "next-row-cleared-ahead-across-shares.c"
#else

static void N(core)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int batch, int c, int r, int cores, int rank) {
    struct span s = share(batch, cores, rank);
    if (s.from < s.to) memset(out + (size_t)s.from * c, 0, sizeof(T) * c);
    for (int i = s.from; i < s.to; i++) {
        T *row = out + (size_t)i * c;
        if (i + 1 < batch) memset(row + c, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = cores - 1; k >= 0; k--)
        N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, cores, k);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1, 0);
}

#endif
