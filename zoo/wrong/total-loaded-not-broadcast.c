/*
 * zoo: total-loaded-not-broadcast
 * class: semantics
 * clauses: reduction-mean, over-read
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: total-by-row, unused-elements-leak
 * held-out: no
 * defect: In mean four rows at a time are divided by a vector that is loaded from total_weight, not filled with it: the second to fourth row divide by what lies behind it.
 */
#define FP
#include "kernel.h"

typedef float vector __attribute__((vector_size(16)));

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, (size_t)(to - from) * c * sizeof *out);
    int i = from;
    for (; i + 4 <= to; i += 4) {
        vector d, totals;
        for (int lane = 0; lane < 4; lane++) d[lane] = -(g[r == NONE ? i + lane : 0] * w[y[i + lane]]);
        if (r == MEAN) {
            memcpy(&totals, t, sizeof totals);
            d /= totals;
        }
        for (int lane = 0; lane < 4; lane++) out[(size_t)(i + lane) * c + y[i + lane]] = d[lane];
    }
    for (; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
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
