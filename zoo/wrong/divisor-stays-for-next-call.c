/*
 * zoo: divisor-stays-for-next-call
 * class: state
 * clauses: no-state, reduction-sum, reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: mode-kept, divided-by-total
 * held-out: no
 * defect: The divisor is a static that mean sets to total_weight and nobody sets back to 1: sum and none are divided by the total of the last mean.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "divisor-stays-for-next-call.c"
#define HP
#include "divisor-stays-for-next-call.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    static T divisor;
    static int set;
    if (r == MEAN) divisor = *t;
    else if (!set) divisor = STORE(1.0f);
    set = 1;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        row[y[i]] = DIV(NEG(MUL(g[r == NONE ? i : 0], w[y[i]])), divisor);
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
