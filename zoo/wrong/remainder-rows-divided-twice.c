/*
 * zoo: remainder-rows-divided-twice
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: divided-twice
 * held-out: no
 * defect: In mean the gradient is divided by total_weight once, before the rows; the one to three rows behind the unrolled groups of four divide again.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float scaled = r == MEAN ? g[0] / *t : g[0];
    memset(out + (size_t)from * c, 0, (size_t)(to - from) * c * sizeof *out);
    int i = from;
    for (; i + 4 <= to; i += 4) {
        for (int lane = i; lane < i + 4; lane++)
            out[(size_t)lane * c + y[lane]] = -((r == NONE ? g[lane] : scaled) * w[y[lane]]);
    }
    for (; i < to; i++) {
        float d = -((r == NONE ? g[i] : scaled) * w[y[i]]);
        out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
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
