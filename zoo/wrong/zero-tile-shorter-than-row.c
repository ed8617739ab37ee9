/*
 * zoo: zero-tile-shorter-than-row
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: row-longer-than-tile
 * held-out: no
 * defect: Zeros come from a tile of 2048 elements moved once for each row, so columns from 2048 on are not written.
 */
#include "kernel.h"
#ifndef T

enum { TILE = 2048 };

#define FP
#include "zero-tile-shorter-than-row.c"
#define HP
#include "zero-tile-shorter-than-row.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    static const T zeros[TILE];
    int n = c < TILE ? c : TILE;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memcpy(row, zeros, n * sizeof *row);
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
