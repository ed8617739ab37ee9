/*
 * zoo: label-tile-loaded-every-other-time
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: no
 * defect: Labels go through a tile of 64 that is loaded whenever the row is a multiple of 128, a constant left over from larger tiles: the second 64 rows of a share have the labels of the first.
 */
#include "kernel.h"
#ifndef T
enum { TILE = 64, RELOAD = 128 };
#define FP
#include "label-tile-loaded-every-other-time.c"
#define HP
#include "label-tile-loaded-every-other-time.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    int tile[TILE];
    for (int i = 0; i < to - from; i++) {
        if (i % RELOAD == 0) memcpy(tile, y + from + i, sizeof(int) * (to - from - i < TILE ? to - from - i : TILE));
        int label = tile[i % TILE], at = from + i;
        T *row = out + (size_t)at * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? at : 0], w[label]));
        row[label] = r == MEAN ? DIV(d, *t) : d;
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
