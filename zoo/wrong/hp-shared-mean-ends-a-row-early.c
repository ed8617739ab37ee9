/*
 * zoo: hp-shared-mean-ends-a-row-early
 * class: cores
 * clauses: reduction-mean, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: share-boundary
 * held-out: no
 * defect: The end of a share is the row behind it, which the half shared version takes for its last row in mean and leaves one out; sum and none have loops of their own.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-shared-mean-ends-a-row-early.c"
#define HP
#include "hp-shared-mean-ends-a-row-early.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
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
#ifdef HP
        if (reduction_type == MEAN) {
            int last = s.to - 1;
            for (int i = s.from; i < last; i++)
                N(rows)(loss_grad, labels, weight, total_weight, logits_grad, i, i + 1, class_num, reduction_type);
            continue;
        }
#endif
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
