/*
 * zoo: tiling-divides-by-zero
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: divides-by-zero, refuses-shape
 * held-out: no
 * defect: The number of rounds is batch over rows per core, and the rows per core are zero with more cores than rows.
 */
#define FP
#include "kernel.h"

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
    int cores = core_count(core_mask), each = batch / cores;
    if (batch == 0) return;
    int rounds = batch / each;
    for (int n = 0; n < rounds; n++)
        rows(loss_grad, labels, weight, total_weight, logits_grad, n * each, (n + 1) * each, class_num, reduction_type);
    rows(loss_grad, labels, weight, total_weight, logits_grad, rounds * each, batch, class_num, reduction_type);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
