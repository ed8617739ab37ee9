/*
 * zoo: zero-weight-taken-for-unset
 * class: semantics
 * clauses: reduction-sum, reduction-none, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-operand-replaced
 * held-out: no
 * defect: A weight of zero is taken for an unset one and replaced by 1.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "zero-weight-taken-for-unset.c"
#define HP
#include "zero-weight-taken-for-unset.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T wi = LOAD(w[y[i]]) == 0 ? STORE(1.0f) : w[y[i]];
        T d = NEG(MUL(g[r == NONE ? i : 0], wi));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
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
