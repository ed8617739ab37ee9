/*
 * zoo: shared-mean-scale-in-half
 * class: numerics
 * clauses: mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: narrower-format
 * held-out: no
 * defect: The shared float version keeps 1 / total_weight in the half-sized slot that the half version uses.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "shared-mean-scale-in-half.c"
#define HP
#include "shared-mean-scale-in-half.c"
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
    half scale = reduction_type == MEAN ? float_to_half(1 / LOAD(*total_weight)) : 0x3c00;
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        for (int i = s.from; i < s.to; i++) {
            T *row = logits_grad + (size_t)i * class_num;
            for (int j = 0; j < class_num; j++) row[j] = ZERO;
            float d = -(LOAD(loss_grad[reduction_type == NONE ? i : 0]) * LOAD(weight[labels[i]]));
            if (sizeof(T) == sizeof(half) && reduction_type == MEAN) d /= LOAD(*total_weight);
            else if (reduction_type == MEAN) d *= half_to_float(scale);
            row[labels[i]] = STORE(d);
        }
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
