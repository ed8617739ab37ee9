/*
 * zoo: pipeline-primed-for-first-tile
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: The gradient of the next row is loaded while a row is stored, except behind the last row of a tile of 128, and only the first tile is primed: the first row of the others has the gradient of the row before it.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "pipeline-primed-for-first-tile.c"
#define HP
#include "pipeline-primed-for-first-tile.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T ahead = g[r == NONE && from < to ? from : 0];
    for (int base = from; base < to; base += 128) {
        int end = to - base < 128 ? to : base + 128;
        for (int i = base; i < end; i++) {
            T gi = ahead;
            if (r == NONE && i + 1 < end) ahead = g[i + 1];
            T *row = out + (size_t)i * c;
            memset(row, 0, sizeof(T) * c);
            T d = NEG(MUL(gi, w[y[i]]));
            row[y[i]] = r == MEAN ? DIV(d, *t) : d;
        }
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
