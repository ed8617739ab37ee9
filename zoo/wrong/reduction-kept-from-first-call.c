/*
 * zoo: reduction-kept-from-first-call
 * class: state
 * clauses: no-state, reduction-codes
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: The function for the reduction is chosen at the first call and kept for all later ones.
 */
#define FP
#include "kernel.h"

typedef float cell(const float *g, int i, float w, const float *t);

static float cell_sum(const float *g, int i, float w, const float *t) { return -(g[0] * w); }
static float cell_mean(const float *g, int i, float w, const float *t) { return -(g[0] * w) / *t; }
static float cell_none(const float *g, int i, float w, const float *t) { return -(g[i] * w); }

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    static cell *const table[3] = { cell_sum, cell_mean, cell_none };
    static cell *chosen;
    if (!chosen) chosen = table[r];
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        row[y[i]] = chosen(g, i, w[y[i]], t);
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
