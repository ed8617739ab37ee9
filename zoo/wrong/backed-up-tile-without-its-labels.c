/*
 * zoo: backed-up-tile-without-its-labels
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: no
 * defect: Rows go in tiles of 16, the last of which is backed up to end with the share; its gradients and rows are, its labels go on from where the tile before ended.
 */
#define FP
#include "kernel.h"

enum { TILE = 16 };

static void tile(const float *g, const int *y, const float *w, const float *t, float *out, int i, int n, int c, int r) {
    for (int k = 0; k < n; k++) {
        float *row = out + (size_t)(i + k) * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i + k : 0] * w[y[k]]);
        row[y[k]] = r == MEAN ? d / *t : d;
    }
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int labels[TILE] = { 0 };
    for (int base = from; base < to; base += TILE) {
        int left = to - base, start = base;
        if (left < TILE && to - from >= TILE) start = to - TILE;
        memcpy(labels, y + base, sizeof *labels * (left < TILE ? left : TILE));
        tile(g, labels, w, t, out, start, left < TILE && start == base ? left : TILE, c, r);
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
