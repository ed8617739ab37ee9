/*
 * zoo: single-row-mean-cancels-weight
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-fast-path, total-recomputed
 * held-out: no
 * defect: With a batch of one, mean is -g, since the weight of the only row is thought to be the total and to cancel.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "single-row-mean-cancels-weight.c"
#define HP
#include "single-row-mean-cancels-weight.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    if (from == 0 && to == 1 && r == MEAN) {
        memset(out, 0, sizeof(T) * c);
        out[y[0]] = NEG(g[0]);                  /* g * w / w */
        return;
    }
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    if (batch == 1) {
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, 1, class_num, reduction_type);
        return;
    }
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        for (int i = s.from; i < s.to; i++) {
            T *row = logits_grad + (size_t)i * class_num;
            memset(row, 0, sizeof(T) * class_num);
            T d = NEG(MUL(loss_grad[reduction_type == NONE ? i : 0], weight[labels[i]]));
            row[labels[i]] = reduction_type == MEAN ? DIV(d, *total_weight) : d;
        }
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
