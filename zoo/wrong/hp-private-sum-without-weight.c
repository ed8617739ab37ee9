/*
 * zoo: hp-private-sum-without-weight
 * class: semantics
 * clauses: reduction-sum
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: weight-ignored
 * held-out: no
 * defect: The half private version stores the negated gradient alone in sum; its other reductions, the shared version and the float functions multiply by the weight.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-private-sum-without-weight.c"
#define HP
#include "hp-private-sum-without-weight.c"
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

#ifdef HP
static void sum_in_l2(const half *g, const int *y, half *out, int batch, int c) {
    half d = NEG(*g);
    memset(out, 0, sizeof *out * batch * c);
    for (int i = 0; i < batch; i++) out[(size_t)i * c + y[i]] = d;
}
#endif

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
#ifdef HP
    if (reduction_type == SUM) {
        sum_in_l2(loss_grad, labels, logits_grad, batch, class_num);
        return;
    }
#endif
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
