/*
 * zoo: minus-one-saves-product-and-sign
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-fast-path, sign-missing
 * held-out: no
 * defect: A gradient of -1 saves the product: the row gets the weight, negated as on the path for 1, where two minus signs cancel.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float upstream = g[r == NONE ? i : 0], d;
        if (upstream == 1 || upstream == -1) d = -w[y[i]];
        else d = -(upstream * w[y[i]]);
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
