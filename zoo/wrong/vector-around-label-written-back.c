/*
 * zoo: vector-around-label-written-back
 * class: memory
 * clauses: in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: store-past-end
 * held-out: no
 * defect: The label cell is put in by loading the vector of eight columns in which it lies, changing a lane and storing it back: in the last row the vector goes on past the output.
 */
#define FP
#include "kernel.h"

enum { LANES = 8 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c, vector[LANES];
        int first = y[i] / LANES * LANES;
        memset(row, 0, sizeof *row * c);
        for (int lane = 0; lane < LANES; lane++) vector[lane] = ((volatile float *)row)[first + lane];
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        vector[y[i] - first] = r == MEAN ? d / *t : d;
        for (int lane = 0; lane < LANES; lane++) ((volatile float *)row)[first + lane] = vector[lane];
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
