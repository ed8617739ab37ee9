/*
 * zoo: accumulator-cleared-once-per-four
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: accumulates
 * held-out: no
 * defect: The product is made by a multiply-subtract into an accumulator that is cleared for each group of four rows, not for each row: a row holds the sum of the products of its group so far.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float sum = 0;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        if ((i - from) % 4 == 0) sum = 0;
        sum -= g[r == NONE ? i : 0] * w[y[i]];
        memset(row, 0, sizeof *row * c);
        row[y[i]] = r == MEAN ? sum / *t : sum;
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
