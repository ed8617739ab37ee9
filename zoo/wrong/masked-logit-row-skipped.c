/*
 * zoo: masked-logit-row-skipped
 * class: semantics
 * clauses: logits-unused, reduction-sum
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: logits-used
 * held-out: no
 * defect: A row whose logit at the label is minus infinity is taken for masked out and gets no gradient.
 */
#define FP
#include "kernel.h"

static void rows(const float *x, const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        if (x[(size_t)i * c + y[i]] == -__builtin_inff()) continue;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(logits, loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(logits, loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
