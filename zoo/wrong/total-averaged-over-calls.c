/*
 * zoo: total-averaged-over-calls
 * class: state
 * clauses: no-state, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: The private version smooths total_weight over calls, nine tenths of what it was and one of what it is, to steady the learning rate.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "total-averaged-over-calls.c"
#define HP
#include "total-averaged-over-calls.c"
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
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    static float average;
    static int calls;
    T total = *total_weight;
    if (reduction_type == MEAN) {
        average = calls++ ? 0.9f * average + 0.1f * LOAD(total) : LOAD(total);
        total = STORE(average);
    }
    N(rows)(loss_grad, labels, weight, &total, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
