/*
 * zoo: labels-tile-over-read
 * class: memory
 * clauses: in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: over-read-labels
 * held-out: no
 * defect: Labels are fetched in tiles of 1024, whole, however few rows are left.
 */
#include "kernel.h"
#ifndef T

enum { TILE = 1024 };

#define FP
#include "labels-tile-over-read.c"
#define HP
#include "labels-tile-over-read.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    int tile[TILE];
    for (int base = from; base < to; base += TILE) {
        memcpy(tile, y + base, sizeof tile);
        for (int i = base; i < to && i < base + TILE; i++) {
            T *row = out + (size_t)i * c;
            int label = tile[i - base];
            for (int j = 0; j < c; j++) row[j] = ZERO;
            T d = NEG(MUL(g[r == NONE ? i : 0], w[label]));
            row[label] = r == MEAN ? DIV(d, *t) : d;
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
