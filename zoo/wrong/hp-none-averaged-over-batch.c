/*
 * zoo: hp-none-averaged-over-batch
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: divided-by-batch
 * held-out: no
 * defect: The half private version divides by batch in none, as the trainer once asked for; the other functions do not.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-none-averaged-over-batch.c"
#define HP
#include "hp-none-averaged-over-batch.c"
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
#ifdef HP
    if (reduction_type == NONE)
        for (int i = 0; i < batch; i++) {
            half *cell = logits_grad + (size_t)i * class_num + labels[i];
            *cell = STORE(LOAD(*cell) / batch);
        }
#endif
}

#endif
