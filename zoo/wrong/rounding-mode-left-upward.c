/*
 * zoo: rounding-mode-left-upward
 * class: numerics
 * clauses: product-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -frounding-math
 * cause: rounds-upward
 * held-out: no
 * defect: The shared version rounds the rows per core upward by switching the rounding mode and does not switch it back before the products.
 */
#include <fenv.h>
#include <math.h>
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    int mode = fegetround();
    fesetround(FE_UPWARD);
    int each = (int)lrintf((float)batch / cores);
    for (int from = 0; from < batch; from += each) {
        int to = from + each < batch ? from + each : batch;
        rows(loss_grad, labels, weight, total_weight, logits_grad, from, to, class_num, reduction_type);
    }
    fesetround(mode);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
