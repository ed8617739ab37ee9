/*
 * zoo: sum-as-batch-times-gradient
 * class: semantics
 * clauses: reduction-sum
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: scaled
 * held-out: no
 * defect: Sum is understood as batch times the mean over rows: its gradient is multiplied by batch.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "sum-as-batch-times-gradient.c"
#define HP
#include "sum-as-batch-times-gradient.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, T over, T times, T *out, int from, int to, int c, int per_row) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        row[y[i]] = NEG(DIV(MUL(MUL(g[per_row ? i : 0], times), w[y[i]]), over));
    }
}

static void N(core)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int batch, int c, int r, int cores, int rank) {
    struct span s = share(batch, cores, rank);
    T one = STORE(1.0f);
    N(rows)(g, y, w, r == MEAN ? *t : one, r == SUM ? STORE((float)batch) : one, out, s.from, s.to, c, r == NONE);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++)
        N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, cores, k);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1, 0);
}

#endif
