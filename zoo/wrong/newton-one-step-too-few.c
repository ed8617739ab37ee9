/*
 * zoo: newton-one-step-too-few
 * class: numerics
 * clauses: mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: quotient-inaccurate
 * held-out: no
 * defect: The reciprocal starts from 8 bits and takes one Newton step, good for half and too few for float.
 */
#include "kernel.h"
#ifndef T

static inline float seed(float x) {                     /* the instruction: 8 good bits */
    return bits_float(float_bits(1 / x) & 0xffff8000);
}
static inline float reciprocal(float x) {
    float s = seed(x), better = s * (2 - x * s);
    return better == better && better - better == 0 ? better : 1 / x;
}

#define FP
#include "newton-one-step-too-few.c"
#define HP
#include "newton-one-step-too-few.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    float scale = r == MEAN ? reciprocal(LOAD(*t)) : 1;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = -(LOAD(g[r == NONE ? i : 0]) * LOAD(w[y[i]]));
        row[y[i]] = STORE(r == MEAN ? d * scale : d);
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
