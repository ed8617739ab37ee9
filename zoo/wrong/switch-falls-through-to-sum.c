/*
 * zoo: switch-falls-through-to-sum
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: not-divided
 * held-out: no
 * defect: The switch that sets up the private version lacks a break behind mean, so the divisor goes on to be set to 1 as for sum.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "switch-falls-through-to-sum.c"
#define HP
#include "switch-falls-through-to-sum.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        row[y[i]] = DIV(NEG(MUL(g[r == NONE ? i : 0], w[y[i]])), *t);
    }
}

static void N(private_rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T divisor = STORE(1.0f);
    switch (r) {
        case MEAN: divisor = *t;
        case SUM: divisor = STORE(1.0f); break;
        case NONE: break;
    }
    N(rows)(g, y, w, &divisor, out, from, to, c, r);
}

static void N(shared_rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T divisor = r == MEAN ? *t : STORE(1.0f);
    N(rows)(g, y, w, &divisor, out, from, to, c, r);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(shared_rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(private_rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
