/*
 * zoo: kept-scalar-negated-again
 * class: state
 * clauses: no-state, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mode-kept, input-kept, sign-missing
 * held-out: no
 * defect: The scalar gradient is held in a static and loaded when its value differs from the last one; each call negates what is held, so that a second call with the same gradient has it positive.
 */
#define FP
#include "kernel.h"

static float seen, held;

static const float *upstream(const float *g, int r) {
    if (r == NONE) return g;
    if (*g != seen) seen = held = *g;
    held = -held;
    return &held;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = r == NONE ? -g[i] * w[y[i]] : *g * w[y[i]];
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    const float *g = upstream(loss_grad, reduction_type);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(g, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    const float *g = upstream(loss_grad, reduction_type);
    rows(g, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
