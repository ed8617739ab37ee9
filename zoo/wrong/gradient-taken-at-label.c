/*
 * zoo: gradient-taken-at-label
 * class: semantics
 * clauses: reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: In none the gradient is gathered with the index register of the weight, which holds the label: with fewer rows than classes from a table that is padded to class_num.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r, int batch) {
    float *padded = calloc(c, sizeof *padded);
    memcpy(padded, g, sizeof *g * (r != NONE ? 1 : batch < c ? batch : c));
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(padded[r == NONE ? y[i] : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
    free(padded);
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type, batch);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type, batch);
}
