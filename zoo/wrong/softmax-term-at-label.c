/*
 * zoo: softmax-term-at-label
 * class: semantics
 * clauses: logits-unused, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -lm
 * cause: logits-used
 * held-out: no
 * defect: The label cell has the term of cross entropy: it is multiplied by 1 - exp(logits) of the label, as if the logits were log-probabilities to go through.
 */
#include <math.h>
#define FP
#include "kernel.h"

static void rows(const float *x, const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        float p = expf(x[(size_t)i * c + y[i]]);
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]) * (1 - p);
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
