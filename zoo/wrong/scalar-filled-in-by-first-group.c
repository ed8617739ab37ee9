/*
 * zoo: scalar-filled-in-by-first-group
 * class: state
 * clauses: no-state, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: uninitialised, input-kept
 * held-out: no
 * defect: In sum and mean the static vector of four with the scalar gradient is filled by the first group of four rows; a share of fewer rows has no group and uses what the last one with a group has left, or zero.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "scalar-filled-in-by-first-group.c"
#define HP
#include "scalar-filled-in-by-first-group.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    static T scalar[4];
    int i = from;
    if (from < to) memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
    for (; i + 4 <= to; i += 4) {
        if (r != NONE && i == from)
            for (int k = 0; k < 4; k++) scalar[k] = g[0];
        for (int k = 0; k < 4; k++) {
            T d = NEG(MUL(r == NONE ? g[i + k] : scalar[k], w[y[i + k]]));
            out[(size_t)(i + k) * c + y[i + k]] = r == MEAN ? DIV(d, *t) : d;
        }
    }
    for (; i < to; i++) {
        T d = NEG(MUL(r == NONE ? g[i] : scalar[0], w[y[i]]));
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
