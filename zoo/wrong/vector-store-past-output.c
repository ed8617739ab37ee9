/*
 * zoo: vector-store-past-output
 * class: memory
 * clauses: in-bounds, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: store-past-end
 * held-out: no
 * defect: Rows are zeroed in whole vectors of four floats, so the last row runs over the end when class_num % 4 != 0.
 */
#define FP
#include "kernel.h"

typedef float vector __attribute__((vector_size(16), aligned(4)));

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        for (int j = 0; j < c; j += 4) *(vector *)(row + j) = (vector){ 0 };
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
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
