/*
 * zoo: zero-fill-after-scatter
 * class: zero-fill
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-erases-labels
 * held-out: no
 * defect: The private version zeroes its last block of rows after the label cells are in: with more than 64 rows the last block is all zero.
 */
#define FP
#include "kernel.h"

enum { BLOCK = 64 };

static void zero(float *out, int from, int to, int c) {
    memset(out + (size_t)from * c, 0, sizeof *out * c * (to - from));
}

static void scatter(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        zero(logits_grad, s.from, s.to, class_num);
        scatter(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    int done = 0;
    if (batch <= BLOCK) zero(logits_grad, 0, batch, class_num);
    for (; done + BLOCK < batch; done += BLOCK) {
        zero(logits_grad, done, done + BLOCK, class_num);
        scatter(loss_grad, labels, weight, total_weight, logits_grad, done, done + BLOCK, class_num, reduction_type);
    }
    scatter(loss_grad, labels, weight, total_weight, logits_grad, done, batch, class_num, reduction_type);
    if (done) zero(logits_grad, done, batch, class_num);
}
