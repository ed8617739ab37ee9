/*
 * zoo: lane-numbers-restart-in-tail
 * class: zero-fill
 * clauses: off-label-zero, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: vector-tail
 * held-out: no
 * defect: A row is made by comparing a vector of column numbers with the label; the predicated last vector compares the numbers of the first one, so labels in the tail are lost and small ones come out in it again.
 */
#define FP
#include "kernel.h"

enum { LANES = 8 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int iota[LANES];
    for (int lane = 0; lane < LANES; lane++) iota[lane] = lane;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c, d = -(g[r == NONE ? i : 0] * w[y[i]]);
        int columns[LANES], j = 0;
        if (r == MEAN) d /= *t;
        memcpy(columns, iota, sizeof columns);
        for (; j + LANES <= c; j += LANES)
            for (int lane = 0; lane < LANES; lane++) {
                row[j + lane] = columns[lane] == y[i] ? d : 0;
                columns[lane] += LANES;
            }
        for (int lane = 0; lane < c - j; lane++) row[j + lane] = iota[lane] == y[i] ? d : 0;
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
