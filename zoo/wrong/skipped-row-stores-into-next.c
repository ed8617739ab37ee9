/*
 * zoo: skipped-row-stores-into-next
 * class: memory
 * clauses: reduction-none, reduction-sum, reduction-mean, output-extent, in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: early-exit
 * held-out: no
 * defect: A row whose weight is zero is skipped by moving the store address on before its label is looked up, so its zero lands at the label of the next row.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "skipped-row-stores-into-next.c"
#define HP
#include "skipped-row-stores-into-next.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, (size_t)(to - from) * c * sizeof(T));
    for (int i = to - 1; i >= from; i--) {
        T *row = out + (size_t)i * c;
        if (LOAD(w[y[i]]) == 0) {
            row[c + y[i]] = ZERO;
            continue;
        }
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
