/*
 * zoo: zeros-lie-in-the-scratch-of-mean
 * class: state
 * clauses: no-state, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: contents-kept
 * held-out: no
 * defect: The row of zeros that is copied into every row lies in a scratch block that is cleared when it grows; mean puts its weights over total_weight into the same block, where later calls take them for zeros.
 */
#define FP
#include "kernel.h"

static float *scratch;
static int scratch_size;

static void reserve(int n) {
    if (n <= scratch_size) return;
    free(scratch);
    scratch = calloc(n, sizeof *scratch);
    if (!scratch) abort();
    scratch_size = n;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    if (from >= to) return;
    reserve(c);
    for (int i = from; i < to; i++) memcpy(out + (size_t)i * c, scratch, sizeof *out * c);
    if (r == MEAN)
        for (int k = 0; k < c; k++) scratch[k] = w[k] / *t;
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * (r == MEAN ? scratch[y[i]] : w[y[i]]));
        out[(size_t)i * c + y[i]] = d;
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
