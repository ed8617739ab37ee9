/*
 * zoo: epilogue-rows-without-weight
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: weight-ignored
 * held-out: no
 * defect: Rows are done six at a time with their weights in registers; the loop for the rows left over was written before weights were put in.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float scale = r == MEAN ? *t : 1;
    int i = from;
    memset(out + (size_t)from * c, 0, sizeof *out * c * (size_t)(to - from));
    for (; i + 6 <= to; i += 6) {
        float *row = out + (size_t)i * c;
        float w0 = w[y[i]], w1 = w[y[i + 1]], w2 = w[y[i + 2]], w3 = w[y[i + 3]], w4 = w[y[i + 4]], w5 = w[y[i + 5]];
        const float *d = g + (r == NONE ? i : 0);
        int s = r == NONE;
        row[y[i]] = -(d[0] * w0) / scale;
        (row += c)[y[i + 1]] = -(d[s] * w1) / scale;
        (row += c)[y[i + 2]] = -(d[2 * s] * w2) / scale;
        (row += c)[y[i + 3]] = -(d[3 * s] * w3) / scale;
        (row += c)[y[i + 4]] = -(d[4 * s] * w4) / scale;
        (row += c)[y[i + 5]] = -(d[5 * s] * w5) / scale;
    }
    for (; i < to; i++) out[(size_t)i * c + y[i]] = -g[r == NONE ? i : 0] / scale;
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
