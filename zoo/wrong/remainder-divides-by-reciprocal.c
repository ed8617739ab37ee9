/*
 * zoo: remainder-divides-by-reciprocal
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: not-divided
 * held-out: no
 * defect: In mean groups of four rows are multiplied by the reciprocal of total_weight; the rows behind the last group divide by that same variable, and so multiply by total_weight.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float scale = r == MEAN ? 1 / *t : 1;
    int i = from;
    for (int n = from; n < to; n++) memset(out + (size_t)n * c, 0, sizeof *out * c);
    for (; i + 4 <= to; i += 4)
        for (int k = 0; k < 4; k++)
            out[(size_t)(i + k) * c + y[i + k]] = -(g[r == NONE ? i + k : 0] * w[y[i + k]]) * scale;
    for (; i < to; i++) out[(size_t)i * c + y[i]] = -(g[r == NONE ? i : 0] * w[y[i]]) / scale;
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
