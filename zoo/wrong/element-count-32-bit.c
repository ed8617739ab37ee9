/*
 * zoo: element-count-32-bit
 * class: indexing
 * clauses: output-extent, off-label-zero, large-extent
 * platform: ft78ne
 * tier: huge
 * flags: -fwrapv
 * cause: integer-too-narrow
 * held-out: no
 * defect: The zero-fill of the private version counts elements in an int, so past 2^31 the count is negative and nothing is zeroed.
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

static void scatter(const float *g, const int *y, const float *w, const float *t, float *out, int n, int c, int r) {
    for (int i = 0; i < n; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
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
    int elements = batch * class_num;
    for (int j = 0; j < elements; j++) logits_grad[j] = 0;
    scatter(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type);
}
