/*
 * zoo: fill-length-never-shrinks
 * class: state
 * clauses: no-state, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: table-kept, zero-fill-too-long
 * held-out: no
 * defect: The descriptor of the zero-fill stays for later calls, and its length is set anew only if a row needs more: behind a call of wide rows a narrow last row is zeroed beyond its end.
 */
#define FP
#include "kernel.h"

static size_t length;

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    if (length < sizeof *out * c) length = sizeof *out * c;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, length);
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
