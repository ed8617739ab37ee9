/*
 * zoo: run-behind-label-from-next-vector
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: head-not-handled
 * held-out: no
 * defect: A row is zeroed in a run left of its label and a run right of it; the right one begins at the next multiple of four columns, and what lies between is left as it was.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "run-behind-label-from-next-vector.c"
#define HP
#include "run-behind-label-from-next-vector.c"
#else

static void N(run)(T *row, int from, int to) {
    if (from < to) memset(row + from, 0, sizeof(T) * (to - from));
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        N(run)(row, 0, y[i]);
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
        N(run)(row, (y[i] + 4) & ~3, c);
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
