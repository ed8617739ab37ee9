/*
 * zoo: zero-row-sized-once
 * class: state
 * clauses: no-state, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: contents-kept, table-kept
 * held-out: no
 * defect: The row of zeros is allocated at the first call, for its class_num; later longer rows are zeroed only to that length.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "zero-row-sized-once.c"
#define HP
#include "zero-row-sized-once.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    static T *zeros;
    static int length;
    if (!zeros) {
        zeros = calloc(c, sizeof *zeros);
        length = c;
    }
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memcpy(row, zeros, (c < length ? c : length) * sizeof *row);
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
