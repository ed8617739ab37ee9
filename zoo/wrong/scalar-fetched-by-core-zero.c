/*
 * zoo: scalar-fetched-by-core-zero
 * class: state
 * clauses: reduction-sum, reduction-mean, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-kept, uninitialised
 * held-out: no
 * defect: In sum and mean core 0 puts the gradient into a shared variable from which all take it; with a mask that has no core 0 it still holds the gradient of an earlier call.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "scalar-fetched-by-core-zero.c"
#define HP
#include "scalar-fetched-by-core-zero.c"
#else

static T N(scalar);

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
    for (int id = 0; id < 4; id++) {
        if (!(core_mask >> id & 1)) continue;
        struct span s = share(batch, cores, core_rank(core_mask, id));
        if (id == 0) N(scalar) = *loss_grad;
        N(rows)(reduction_type == NONE ? loss_grad : &N(scalar), labels, weight, total_weight, logits_grad,
                s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
