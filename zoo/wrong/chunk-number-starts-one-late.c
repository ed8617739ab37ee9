/*
 * zoo: chunk-number-starts-one-late
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: share-boundary, remainder-of-rows
 * held-out: no
 * defect: Cores begin with the chunk of four rows that their rank names and fetch the number of the next from a counter, which starts at the number of cores plus one: a chunk is skipped.
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
    int cores = core_count(core_mask), next = cores + 1, chunks = (batch + 3) / 4;
    for (int k = 0; k < cores; k++)
        for (int n = k; n < chunks; n = next++) {
            int from = 4 * n, to = from + 4 < batch ? from + 4 : batch;
            rows(loss_grad, labels, weight, total_weight, logits_grad, from, to, class_num, reduction_type);
        }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
