/*
 * zoo: zero-made-by-subtraction
 * class: zero-fill
 * clauses: off-label-zero, weight-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: off-label-computed
 * held-out: no
 * defect: The vector of zeros is a register minus itself, and the register holds the first weight, which may be infinite or no number.
 */
#include "kernel.h"
#ifndef T

static float minus_itself(volatile float x) { return x - x; }

#define FP
#include "zero-made-by-subtraction.c"
#define HP
#include "zero-made-by-subtraction.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T nothing = STORE(minus_itself(LOAD(w[0])));
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = nothing;
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
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
