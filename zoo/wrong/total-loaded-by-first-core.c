/*
 * zoo: total-loaded-by-first-core
 * class: cores
 * clauses: reduction-mean, core-mask-equivalence, no-state
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: Only the first core of the mask moves total_weight into its local memory; the others divide by what their own last held, from a call in which they were first.
 */
#define FP
#include "kernel.h"

static float local[32];

static void rows(const float *g, const int *y, const float *w, float t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int id = 0; id < 32; id++) {
        if (!((uint32_t)core_mask >> id & 1)) continue;
        int k = core_rank(core_mask, id);
        if (k == 0 && reduction_type == MEAN) local[id] = *total_weight;
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, local[id], logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    float t = reduction_type == MEAN ? *total_weight : 0;
    rows(loss_grad, labels, weight, t, logits_grad, 0, batch, class_num, reduction_type);
}
