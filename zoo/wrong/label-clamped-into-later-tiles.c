/*
 * zoo: label-clamped-into-later-tiles
 * class: indexing
 * clauses: off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-wrapped, tile-boundary
 * held-out: no
 * defect: A row goes out in tiles of 128 columns, and the label's place in a tile is clamped from below at 0: in each tile behind its own it comes out again, in the first column.
 */
#define FP
#include "kernel.h"

enum { TILE = 128 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float tile[TILE];
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        for (int base = 0; base < c; base += TILE) {
            int n = c - base < TILE ? c - base : TILE, at = y[i] - base;
            if (at < 0) at = 0;
            memset(tile, 0, sizeof tile);
            if (at < n) tile[at] = d;
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
