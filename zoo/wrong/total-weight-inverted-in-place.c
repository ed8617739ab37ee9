/*
 * zoo: total-weight-inverted-in-place
 * class: memory
 * clauses: inputs-unchanged, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-written
 * held-out: no
 * defect: The shared version stores 1 / total_weight into total_weight for the cores and inverts it back at the end.
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

static void scaled(const float *g, const int *y, const float *w, const float *scale, float *out,
                   int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        row[y[i]] = -(g[r == NONE ? i : 0] * w[y[i]]) * *scale;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    if (reduction_type == MEAN) *total_weight = 1 / *total_weight;
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        if (reduction_type == MEAN)
            scaled(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
        else
            rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
    if (reduction_type == MEAN) *total_weight = 1 / *total_weight;
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
