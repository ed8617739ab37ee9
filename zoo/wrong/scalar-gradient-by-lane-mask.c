/*
 * zoo: scalar-gradient-by-lane-mask
 * class: semantics
 * clauses: loss-grad-extent, reduction-sum, over-read
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: unused-elements-leak
 * held-out: no
 * defect: In sum the scalar gradient is taken from a vector of four by a product with 1, 0, 0, 0, so a NaN behind loss_grad[0] reaches the result.
 */
#define FP
#include "kernel.h"

static float first_lane(const float *g) {
    static const float mask[4] = { 1, 0, 0, 0 };
    float sum = 0;
    for (int lane = 0; lane < 4; lane++) sum += g[lane] * mask[lane];
    return sum;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float scalar = r == SUM ? first_lane(g) : g[0];
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -((r == NONE ? g[i] : scalar) * w[y[i]]);
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
