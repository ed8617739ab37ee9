/*
 * zoo: bisection-does-not-narrow
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: endless-loop
 * held-out: no
 * defect: The tile of a label is found by bisection that keeps lo at the middle when the label is not below it: with two tiles left the middle is lo again.
 */
#define FP
#include "kernel.h"

enum { TILE = 512 };

static int tile_of(int label, int tiles) {
    volatile int lo = 0, hi = tiles - 1;
    while (lo < hi) {
        int middle = (lo + hi) / 2;
        if (label >= middle * TILE) lo = middle;
        else hi = middle - 1;
    }
    return lo;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int tiles = (c + TILE - 1) / TILE;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        int home = tile_of(y[i], tiles);
        for (int k = 0; k < tiles; k++) {
            int base = k * TILE, n = c - base < TILE ? c - base : TILE;
            memset(row + base, 0, sizeof *row * n);
            if (k != home) continue;
            float d = -(g[r == NONE ? i : 0] * w[y[i]]);
            row[y[i]] = r == MEAN ? d / *t : d;
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
