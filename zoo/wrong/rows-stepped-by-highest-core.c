/*
 * zoo: rows-stepped-by-highest-core
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: mask-not-compacted
 * held-out: no
 * defect: Cores start at their rank and step by the highest core id plus one; only masks without gaps cover all rows.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "rows-stepped-by-highest-core.c"
#define HP
#include "rows-stepped-by-highest-core.c"
#else

static void N(row)(const T *g, const int *y, const T *w, const T *t, T *out, int i, int c, int r) {
    T *row = out + (size_t)i * c;
    for (int j = 0; j < c; j++) row[j] = ZERO;
    T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
    row[y[i]] = r == MEAN ? DIV(d, *t) : d;
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int step = 32 - __builtin_clz((unsigned)core_mask);
    for (int id = 0; id < step; id++)
        if ((unsigned)core_mask >> id & 1)
            for (int i = core_rank(core_mask, id); i < batch; i += step)
                N(row)(loss_grad, labels, weight, total_weight, logits_grad, i, class_num, reduction_type);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    for (int i = 0; i < batch; i++)
        N(row)(loss_grad, labels, weight, total_weight, logits_grad, i, class_num, reduction_type);
}

#endif
