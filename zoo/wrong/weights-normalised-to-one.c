/*
 * zoo: weights-normalised-to-one
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean, weight-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: unused-elements-leak
 * held-out: no
 * defect: The weights are first scaled so that they are 1 on average, as a training recipe had it, which takes the sum over all classes.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float sum = 0;
    for (int j = 0; j < c; j++) sum += w[j];
    float scale = c / sum;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = 0;
        float d = -(g[r == NONE ? i : 0] * (w[y[i]] * scale));
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
