/*
 * zoo: at-least-one-row-each
 * class: cores
 * clauses: in-bounds, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: share-not-clamped, more-cores-than-rows
 * held-out: no
 * defect: A core takes batch / cores rows, but at least one: with fewer rows than cores those in the middle write rows behind the output.
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
    int cores = core_count(core_mask), each = batch / cores > 1 ? batch / cores : 1;
    for (int k = 0; k < cores; k++) {
        int from = k * each, to = k == cores - 1 ? batch : from + each;
        rows(loss_grad, labels, weight, total_weight, logits_grad, from, to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
