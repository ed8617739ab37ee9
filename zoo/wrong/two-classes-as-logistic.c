/*
 * zoo: two-classes-as-logistic
 * class: semantics
 * clauses: off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-fast-path
 * held-out: no
 * defect: With class_num 2 the cell of the other class gets the opposite of the label cell, as in logistic regression, in place of 0.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        if (c == 2) {
            row[y[i]] = d;
            row[1 - y[i]] = -d;
            continue;
        }
        for (int j = 0; j < c; j++) row[j] = j == y[i] ? d : 0;
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
