/*
 * zoo: total-weight-from-labels
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: total-recomputed
 * held-out: no
 * defect: Mean adds up the weights of the labels itself and never looks at total_weight.
 */
#define FP
#include "kernel.h"

static float label_weight_sum(const int *y, const float *w, int batch) {
    float sum = 0;
    for (int i = 0; i < batch; i++) sum += w[y[i]];
    return sum;
}

static void rows(const float *g, const int *y, const float *w, float t, float *out, int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    float t = reduction_type == MEAN ? label_weight_sum(labels, weight, batch) : 1;
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, t, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    float t = reduction_type == MEAN ? label_weight_sum(labels, weight, batch) : 1;
    rows(loss_grad, labels, weight, t, logits_grad, 0, batch, class_num, reduction_type);
}
