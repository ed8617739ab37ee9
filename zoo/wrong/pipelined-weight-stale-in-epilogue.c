/*
 * zoo: pipelined-weight-stale-in-epilogue
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: Rows are done two at a time with the weights of the next two loaded ahead; a last single row takes the weight of the row before it, which is the one still in the register.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "pipelined-weight-stale-in-epilogue.c"
#define HP
#include "pipelined-weight-stale-in-epilogue.c"
#else

static T N(cell)(T g, T w, T t, int r) {
    T d = NEG(MUL(g, w));
    return r == MEAN ? DIV(d, t) : d;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    if (from == to) return;
    memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
    T *row = out + (size_t)from * c;
    T w0 = w[y[from]], w1 = w0;
    int i = from;
    if (to - from > 1) w1 = w[y[from + 1]];
    for (; i + 2 <= to; i += 2, row += 2 * (size_t)c) {
        row[y[i]] = N(cell)(g[r == NONE ? i : 0], w0, *t, r);
        row[c + y[i + 1]] = N(cell)(g[r == NONE ? i + 1 : 0], w1, *t, r);
        if (i + 4 > to) continue;                           /* no two rows to load for */
        w0 = w[y[i + 2]];
        w1 = w[y[i + 3]];
    }
    if (i < to) row[y[i]] = N(cell)(g[r == NONE ? i : 0], w1, *t, r);
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
