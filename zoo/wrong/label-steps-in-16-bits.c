/*
 * zoo: label-steps-in-16-bits
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: integer-too-narrow, label-narrowed
 * held-out: no
 * defect: The position of a label cell is made from that of the row before by the difference of the labels, which is held in 16 bits with a sign: a step of 32768 classes or more goes the other way, and stays wrong.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    if (from >= to) return;
    size_t at = (size_t)from * c + y[from];
    memset(out + (size_t)from * c, 0, sizeof *out * c * (size_t)(to - from));
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[at] = r == MEAN ? d / *t : d;
        if (i + 1 < to) {
            int16_t step = (int16_t)(y[i + 1] - y[i]);
            at += c + step;
        }
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
