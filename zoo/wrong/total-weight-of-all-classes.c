/*
 * zoo: total-weight-of-all-classes
 * class: semantics
 * clauses: reduction-mean, weight-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: total-recomputed
 * held-out: no
 * defect: Mean divides by the sum of the whole weight array in place of total_weight[0].
 */
#include "kernel.h"
#ifndef T
#define FP
#include "total-weight-of-all-classes.c"
#define HP
#include "total-weight-of-all-classes.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    float sum = 0;
    if (r == MEAN)
        for (int j = 0; j < c; j++) sum += LOAD(w[j]);
    T divisor = STORE(sum);
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, divisor) : d;
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
