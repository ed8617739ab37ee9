/*
 * zoo: remainder-rows-not-negated
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: sign-missing
 * held-out: no
 * defect: The groups of eight rows take their minus sign from the negated vector; the rows behind the last group were written apart and have none.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "remainder-rows-not-negated.c"
#define HP
#include "remainder-rows-not-negated.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, (size_t)(to - from) * c * sizeof(T));
    int i = from;
    for (; i + 8 <= to; i += 8) {
        T d[8];
        for (int k = 0; k < 8; k++) d[k] = MUL(g[r == NONE ? i + k : 0], w[y[i + k]]);
        if (r == MEAN) for (int k = 0; k < 8; k++) d[k] = DIV(d[k], *t);
        for (int k = 0; k < 8; k++) out[(size_t)(i + k) * c + y[i + k]] = NEG(d[k]);
    }
    for (; i < to; i++) {
        T d = MUL(g[r == NONE ? i : 0], w[y[i]]);
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
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
