/*
 * zoo: vector-row-group-crosses-share
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: group-of-rows
 * held-out: no
 * defect: From 8 rows on several cores share whole groups of 8 rows, and the batch % 8 rows behind the last group are not done.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    int groups = cores > 1 && batch >= 8 ? batch / 8 : 0;
    for (int k = 0; k < cores && groups; k++) {
        struct span s = share(groups, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from * 8, s.to * 8, class_num, reduction_type);
    }
    if (!groups) rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
