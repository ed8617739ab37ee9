/*
 * zoo: rank-counted-from-lowest-core
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: mask-not-compacted
 * held-out: no
 * defect: The rank of a core is its id minus that of the lowest core of the mask, so a mask with a gap repeats or skips shares.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "rank-counted-from-lowest-core.c"
#define HP
#include "rank-counted-from-lowest-core.c"
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
    int cores = core_count(core_mask), lowest = __builtin_ctz(core_mask);
    for (int id = lowest; core_mask >> id; id++) {
        if (!(core_mask >> id & 1)) continue;
        if (id - lowest >= cores) continue;             /* never so: the mask is dense from its lowest core on */
        struct span s = share(batch, cores, id - lowest);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
