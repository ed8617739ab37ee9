/*
 * zoo: weight-bank-by-second-bit
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: Up to 512 weights are laid out in two banks, even classes in one and odd ones in the other; they are fetched from the bank that the second bit of the label names.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float bank[2][256];
    int local = c <= 512;
    if (local)
        for (int k = 0; k < c; k++) bank[k & 1][k >> 1] = w[k];
    if (local && c & 1) bank[1][c >> 1] = 0;
    for (int i = from; i < to; i++) {
        float f = local ? bank[(y[i] & 2) >> 1][y[i] >> 1] : w[y[i]];
        float d = -(g[r == NONE ? i : 0] * f);
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
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
