/*
 * zoo: core-ids-counted-not-listed
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: mask-not-compacted
 * held-out: no
 * defect: Core ids are taken to run from 0 to the number of set bits, so a mask with a gap loses the shares of its higher cores.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "core-ids-counted-not-listed.c"
#define HP
#include "core-ids-counted-not-listed.c"
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
    for (int id = 0; id < cores; id++) {
        if (!(core_mask >> id & 1)) continue;
        struct span s = share(batch, cores, id);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
