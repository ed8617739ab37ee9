/*
 * zoo: upstream-macro-without-parentheses
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: sign-missing, loss-grad-first
 * held-out: no
 * defect: The gradient of a row is a macro with a conditional and no parentheses around it, so the minus before it goes to its condition, which then never holds: every row has loss_grad[0], not negated.
 */
#define FP
#include "kernel.h"

#define UPSTREAM(i) r == NONE ? g[i] : g[0]

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -UPSTREAM(i) * w[y[i]];
        row[y[i]] = r == MEAN ? d / *t : d;
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
