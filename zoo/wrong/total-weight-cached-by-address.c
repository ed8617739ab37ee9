/*
 * zoo: total-weight-cached-by-address
 * class: state
 * clauses: no-state, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: The divisor of mean is read when total_weight has a new address and kept otherwise.
 */
#define FP
#include "kernel.h"

static float divisor(const float *t) {
    static const float *from;
    static float total;
    if (t != from) {
        from = t;
        total = *t;
    }
    return total;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float by = r == MEAN ? divisor(t) : 1;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / by : d;
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
