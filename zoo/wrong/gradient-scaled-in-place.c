/*
 * zoo: gradient-scaled-in-place
 * class: memory
 * clauses: inputs-unchanged, in-bounds, no-state
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-written
 * held-out: no
 * defect: Mean divides loss_grad[0] by total_weight in place before the rows are done.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "gradient-scaled-in-place.c"
#define HP
#include "gradient-scaled-in-place.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, T *out, int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        row[y[i]] = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    if (reduction_type == MEAN) loss_grad[0] = DIV(loss_grad[0], *total_weight);
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    if (reduction_type == MEAN) loss_grad[0] = DIV(loss_grad[0], *total_weight);
    N(rows)(loss_grad, labels, weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
