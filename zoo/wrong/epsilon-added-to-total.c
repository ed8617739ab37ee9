/*
 * zoo: epsilon-added-to-total
 * class: semantics
 * clauses: reduction-mean, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: epsilon-added
 * held-out: no
 * defect: Mean divides by total_weight + 1e-8; invisible for totals near 1, wrong for small ones.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "epsilon-added-to-total.c"
#define HP
#include "epsilon-added-to-total.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = LOAD(g[r == NONE ? i : 0]) * LOAD(w[y[i]]);
        row[y[i]] = STORE(-(r == MEAN ? d / (LOAD(*t) + 1e-8f) : d));
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
