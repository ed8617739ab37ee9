/*
 * zoo: share-staged-on-stack
 * class: memory
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: stack-overflow
 * held-out: no
 * defect: Each core builds its whole share in an array on the stack, which overflows from some megabytes on.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    size_t n = (size_t)(to - from) * c;
    if (n == 0) return;
    float stage[n];
    memset(stage, 0, sizeof stage);
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        stage[(size_t)(i - from) * c + y[i]] = r == MEAN ? d / *t : d;
    }
    memcpy(out + (size_t)from * c, stage, sizeof stage);
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
