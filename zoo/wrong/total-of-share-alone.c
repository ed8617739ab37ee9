/*
 * zoo: total-of-share-alone
 * class: semantics
 * clauses: reduction-mean, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: total-recomputed
 * held-out: no
 * defect: With several cores each core of the shared version divides mean by the sum of the weights of its own rows; the private version, and a single core, divide by total_weight.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "total-of-share-alone.c"
#define HP
#include "total-of-share-alone.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

static T N(sum_of_weights)(const int *y, const T *w, int from, int to) {
    float sum = 0;
    for (int i = from; i < to; i++) sum += LOAD(w[y[i]]);
    return STORE(sum);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        T total = *total_weight;
        if (cores > 1) total = N(sum_of_weights)(labels, weight, s.from, s.to);
        N(rows)(loss_grad, labels, weight, &total, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
