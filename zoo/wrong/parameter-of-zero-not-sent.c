/*
 * zoo: parameter-of-zero-not-sent
 * class: state
 * clauses: no-state, reduction-sum
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: mode-kept
 * held-out: no
 * defect: The parameter block of the cores is filled in with what is not zero, since it begins cleared: sum, which is 0, does not get there and goes by the reduction of the call before.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "parameter-of-zero-not-sent.c"
#define HP
#include "parameter-of-zero-not-sent.c"
#else

static struct { int batch, c, r; } N(parameters);

static void N(send)(int batch, int c, int r) {
    if (batch) N(parameters).batch = batch;
    if (c) N(parameters).c = c;
    if (r) N(parameters).r = r;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out, int from, int to) {
    int c = N(parameters).c, r = N(parameters).r;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    N(send)(batch, class_num, reduction_type);
    for (int k = 0; k < cores; k++) {
        struct span s = share(N(parameters).batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(send)(batch, class_num, reduction_type);
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, N(parameters).batch);
}

#endif
