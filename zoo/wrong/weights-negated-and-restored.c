/*
 * zoo: weights-negated-and-restored
 * class: memory
 * clauses: inputs-unchanged, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-written
 * held-out: no
 * defect: The weights are negated in place to save the minus sign, and negated back at the end.
 */
#define FP
#include "kernel.h"

static void negate(float *w, int c) {
    for (int j = 0; j < c; j++) w[j] = -w[j];
}

static void rows(const float *g, const int *y, const float *minus_w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = g[r == NONE ? i : 0] * minus_w[y[i]];
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    negate(weight, class_num);
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
    negate(weight, class_num);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    negate(weight, class_num);
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
    negate(weight, class_num);
}
