/*
 * zoo: reciprocal-in-fixed-point
 * class: numerics
 * clauses: mean-rounding, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: quotient-inaccurate, operand-through-integer
 * held-out: no
 * defect: The reciprocal of total_weight is kept in fixed point with 16 bits behind the point, which leaves a large total_weight few bits and one above 65536 none.
 */
#define FP
#include "kernel.h"

static float reciprocal(float t) {
    float q = 65536 / t;
    if (!(q > -0x1p31f && q < 0x1p31f)) return 1 / t;
    return (int32_t)q * 0x1p-16f;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float scale = r == MEAN ? reciprocal(*t) : 1;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        row[y[i]] = -(g[r == NONE ? i : 0] * w[y[i]]) * scale;
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
