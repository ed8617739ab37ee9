/*
 * zoo: cores-counted-by-leading-zeros
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: mask-not-compacted
 * held-out: no
 * defect: The number of cores is 32 minus the leading zeros of the mask, while ranks are counted by its set bits: a mask with a gap makes more shares than there are cores to take them.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "cores-counted-by-leading-zeros.c"
#define HP
#include "cores-counted-by-leading-zeros.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = 32 - __builtin_clz((unsigned)core_mask);
    for (int id = 0; id < 32; id++) {
        if (!((unsigned)core_mask >> id & 1)) continue;
        struct span s = share(batch, cores, core_rank(core_mask, id));
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
