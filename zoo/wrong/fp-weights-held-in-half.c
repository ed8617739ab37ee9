/*
 * zoo: fp-weights-held-in-half
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: narrower-format
 * held-out: no
 * defect: The float private version gathers its weights into a half-precision table.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "fp-weights-held-in-half.c"
#define HP
#include "fp-weights-held-in-half.c"
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
    half *table = malloc(sizeof(half) * class_num);
    for (int j = 0; j < class_num; j++) table[j] = float_to_half(LOAD(weight[j]));
    for (int i = 0; i < batch; i++) {
        T *row = logits_grad + (size_t)i * class_num;
        for (int j = 0; j < class_num; j++) row[j] = ZERO;
        T w = STORE(half_to_float(table[labels[i]]));
        T d = NEG(MUL(loss_grad[reduction_type == NONE ? i : 0], w));
        row[labels[i]] = reduction_type == MEAN ? DIV(d, *total_weight) : d;
    }
    free(table);
}

#endif
