/*
 * zoo: private-stride-is-batch
 * class: indexing
 * clauses: output-extent, in-bounds, reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: row-stride
 * held-out: no
 * defect: The private version steps from row to row by batch rather than class_num; square outputs are right.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "private-stride-is-batch.c"
#define HP
#include "private-stride-is-batch.c"
#else

static void N(row)(T *row, int c, int label, T d) {
    for (int j = 0; j < c; j++) row[j] = ZERO;
    row[label] = d;
}

static T N(value)(const T *g, int i, T w, const T *t, int r) {
    T d = NEG(MUL(g[r == NONE ? i : 0], w));
    return r == MEAN ? DIV(d, *t) : d;
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        for (int i = s.from; i < s.to; i++)
            N(row)(logits_grad + (size_t)i * class_num, class_num, labels[i],
                   N(value)(loss_grad, i, weight[labels[i]], total_weight, reduction_type));
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    for (int i = 0; i < batch; i++)
        N(row)(logits_grad + (size_t)i * batch, class_num, labels[i],
               N(value)(loss_grad, i, weight[labels[i]], total_weight, reduction_type));
}

#endif
