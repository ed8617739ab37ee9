/*
 * zoo: total-of-minus-one-is-unset
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: value-sentinel
 * held-out: no
 * defect: A total_weight of -1 is how the framework's caller says that it has none, so mean divides by batch then; it is a value like any other.
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

static float set_total(const float *total_weight, int batch) {
    return *total_weight == -1 ? (float)batch : *total_weight;
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    float total = set_total(total_weight, batch);
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, &total, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    float total = set_total(total_weight, batch);
    rows(loss_grad, labels, weight, &total, logits_grad, 0, batch, class_num, reduction_type);
}
