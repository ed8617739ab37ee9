/*
 * zoo: gradient-clipped-at-1000
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: operand-clamped
 * held-out: no
 * defect: The upstream gradient is clipped to -1000 to 1000, so that training does not explode.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "gradient-clipped-at-1000.c"
#define HP
#include "gradient-clipped-at-1000.c"
#else

static T N(clip)(T g) {
    float f = LOAD(g);
    return f > 1000 ? STORE(1000) : f < -1000 ? STORE(-1000) : g;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(N(clip)(g[r == NONE ? i : 0]), w[y[i]]));
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
