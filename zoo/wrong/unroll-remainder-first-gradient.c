/*
 * zoo: unroll-remainder-first-gradient
 * class: indexing
 * clauses: reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: Rows are unrolled by four, and the remainder rows take loss_grad from the start of the remainder rather than their own.
 */
#define FP
#include "kernel.h"

static inline void row(float *to, int c, int label, float d) {
    memset(to, 0, sizeof *to * c);
    to[label] = d;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float by = r == MEAN ? *t : 1;
    int per_row = r == NONE, i = from;
    for (; i + 4 <= to; i += 4) {
        row(out + (size_t)(i + 0) * c, c, y[i + 0], -(g[per_row * (i + 0)] * w[y[i + 0]]) / by);
        row(out + (size_t)(i + 1) * c, c, y[i + 1], -(g[per_row * (i + 1)] * w[y[i + 1]]) / by);
        row(out + (size_t)(i + 2) * c, c, y[i + 2], -(g[per_row * (i + 2)] * w[y[i + 2]]) / by);
        row(out + (size_t)(i + 3) * c, c, y[i + 3], -(g[per_row * (i + 3)] * w[y[i + 3]]) / by);
    }
    float rest = g[per_row * (i < to ? i : 0)];
    for (; i < to; i++) row(out + (size_t)i * c, c, y[i], -(rest * w[y[i]]) / by);
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
