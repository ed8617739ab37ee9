/*
 * zoo: logits-touched-a-row-ahead
 * class: memory
 * clauses: in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: logits-used
 * held-out: no
 * defect: Each row touches the line of the next in logits, as the kernel that it was made from did to have it in the cache, also behind the last row; it is a load and no prefetch.
 */
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

static void touch(const volatile float *logits, int from, int to, int c) {
    for (int i = from; i < to; i++)
        for (int j = 0; j < c; j += 16) (void)logits[(size_t)(i + 1) * c + j];
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        touch(logits, s.from, s.to, class_num);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    touch(logits, 0, batch, class_num);
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
