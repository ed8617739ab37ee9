/*
 * zoo: product-memo-by-label
 * class: state
 * clauses: no-state, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: The last product is remembered over calls with label and gradient as its key; the weight and the reduction are not part of it.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    static int memo_label = -1;
    static float memo_g, memo_d;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c, gi = g[r == NONE ? i : 0];
        memset(row, 0, sizeof *row * c);
        if (y[i] != memo_label || gi != memo_g) {
            memo_d = -(gi * w[y[i]]);
            if (r == MEAN) memo_d /= *t;
        }
        memo_label = y[i];
        memo_g = gi;
        row[y[i]] = memo_d;
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
