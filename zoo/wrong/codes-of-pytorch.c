/*
 * zoo: codes-of-pytorch
 * class: semantics
 * clauses: reduction-codes
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: reduction-codes-swapped
 * held-out: no
 * defect: The reduction codes are those of another library: 0 none, 1 mean, 2 sum; only mean agrees.
 */
#define FP
#include "kernel.h"

enum { R_NONE, R_MEAN, R_SUM };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == R_NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == R_MEAN ? d / *t : d;
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
