/*
 * zoo: weight-table-over-read
 * class: memory
 * clauses: in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: over-read-weight
 * held-out: no
 * defect: The weights are copied to local memory in blocks of 256, the last one whole.
 */
#define FP
#include "kernel.h"

enum { BLOCK = 256 };

static float *fetch_weights(const float *w, int c) {
    int n = (c + BLOCK - 1) / BLOCK * BLOCK;
    float *local = malloc(n * sizeof *local);
    memcpy(local, w, n * sizeof *local);
    return local;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    float *local = fetch_weights(weight, class_num);
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, local, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
    free(local);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    float *local = fetch_weights(weight, class_num);
    rows(loss_grad, labels, local, total_weight, logits_grad, 0, batch, class_num, reduction_type);
    free(local);
}
