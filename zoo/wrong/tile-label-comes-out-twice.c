/*
 * zoo: tile-label-comes-out-twice
 * class: zero-fill
 * clauses: off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scratch-not-cleaned
 * held-out: no
 * defect: Two tiles of 192 columns take turns and are cleaned when a row is done: in rows of three tiles or more the label cell comes out again two tiles on.
 */
#define FP
#include "kernel.h"

enum { TILE = 192 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float tile[2][TILE] = { { 0 } };
    for (int i = from; i < to; i++) {
        int mine = y[i] / TILE, at = y[i] % TILE;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        for (int k = 0; k * TILE < c; k++) {
            int n = c - k * TILE < TILE ? c - k * TILE : TILE;
            if (k == mine) tile[k & 1][at] = r == MEAN ? d / *t : d;
            memcpy(out + (size_t)i * c + k * TILE, tile[k & 1], n * sizeof(float));
        }
        tile[mine & 1][at] = 0;
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
