/*
 * zoo: whole-gradient-staged-in-mean
 * class: memory
 * clauses: in-bounds, loss-grad-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: over-read-loss-grad
 * held-out: no
 * defect: All reductions copy batch elements of loss_grad to local memory first, though sum and mean have only one.
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

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    float *local = malloc(sizeof *local * (batch ? batch : 1));
    memcpy(local, loss_grad, sizeof *local * batch);
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(local, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
    free(local);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
