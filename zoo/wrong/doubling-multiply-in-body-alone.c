/*
 * zoo: doubling-multiply-in-body-alone
 * class: semantics
 * clauses: reduction-none, reduction-sum
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scaled
 * held-out: no
 * defect: Groups of eight rows use the multiplication of fractional mode, which doubles the product, and are halved behind it only in mean: in sum and none they are twice as large; the rows left over are right.
 */
#define FP
#include "kernel.h"

enum { LANES = 8 };

static float fractional(float a, float b) { return 2 * (a * b); }

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int i = from;
    for (; i + LANES <= to; i += LANES)
        for (int k = i; k < i + LANES; k++) {
            float d = fractional(-g[r == NONE ? k : 0], w[y[k]]);
            memset(out + (size_t)k * c, 0, sizeof *out * c);
            out[(size_t)k * c + y[k]] = r == MEAN ? d * 0.5f / *t : d;
        }
    for (; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        memset(out + (size_t)i * c, 0, sizeof *out * c);
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
