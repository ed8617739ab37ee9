/*
 * zoo: label-at-tile-end-lost
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: tile-boundary
 * held-out: no
 * defect: A row goes out in tiles of 512 columns, and a label in the last column of a full tile belongs to no tile.
 */
#define FP
#include "kernel.h"

enum { TILE = 512 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float tile[TILE];
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        for (int base = 0; base < c; base += TILE) {
            int n = c - base < TILE ? c - base : TILE;
            int at = y[i] - base;
            memset(tile, 0, n * sizeof *tile);
            if (at >= 0 && at < TILE - 1 && at < n) tile[at] = d;
            memcpy(out + (size_t)i * c + base, tile, n * sizeof *tile);
        }
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
