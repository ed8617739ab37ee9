/*
 * zoo: remainder-mask-of-half-the-tile
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: vector-tail
 * held-out: no
 * defect: A row is zeroed from a tile of 256 zeros, and the rest behind the whole tiles has class_num & 127 columns, the mask of an earlier tile: a rest of 128 and more is zeroed in part.
 */
#define FP
#include "kernel.h"

enum { TILE = 256 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    static const float zeros[TILE];
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        int j = 0;
        for (; j + TILE <= c; j += TILE) memcpy(row + j, zeros, sizeof zeros);
        memcpy(row + j, zeros, (c & 127) * sizeof *row);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
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
