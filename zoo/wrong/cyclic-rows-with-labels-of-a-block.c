/*
 * zoo: cyclic-rows-with-labels-of-a-block
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: no
 * defect: Rows go to the cores in turn, but a core still reads its labels from where its share began when shares were blocks.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "cyclic-rows-with-labels-of-a-block.c"
#define HP
#include "cyclic-rows-with-labels-of-a-block.c"
#else

static void N(core)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int batch, int c, int r, int cores, int rank) {
    const int *mine = y + share(batch, cores, rank).from;
    for (int i = rank, k = 0; i < batch; i += cores, k++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[mine[k]]));
        row[mine[k]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++)
        N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, cores, k);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1, 0);
}

#endif
