/*
 * zoo: prefetched-gradient-used-a-row-late
 * class: semantics
 * clauses: reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: The gradient of the next row is loaded ahead, and the register is moved on after the product in place of before it: in none every row but the first of a share has the gradient of the row before.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    if (from >= to) return;
    int step = r == NONE;
    float next = g[from * step], now = next;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        float weight = w[y[i]];
        memset(row, 0, sizeof *row * c);
        float d = -(now * weight);
        now = next;
        if (i + 1 < to) next = g[(i + 1) * step];
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
