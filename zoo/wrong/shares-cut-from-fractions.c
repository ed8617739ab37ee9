/*
 * zoo: shares-cut-from-fractions
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: share-boundary, remainder-of-rows
 * held-out: no
 * defect: Shares are fractions of rows: where a share starts is cut to a whole row, and so is its length, so that rows between two shares are nobody's.
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
    int cores = core_count(core_mask);
    double rows_each = (double)batch / cores;
    for (int k = 0; k < cores; k++) {
        int from = (int)(k * rows_each), to = from + (int)rows_each;
        if (k == cores - 1) to = batch;
        rows(loss_grad, labels, weight, total_weight, logits_grad, from, to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
