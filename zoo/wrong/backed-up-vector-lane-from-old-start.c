/*
 * zoo: backed-up-vector-lane-from-old-start
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: lane-permuted
 * held-out: no
 * defect: The last vector of eight of a row is backed up to end with the row, but the lane of a label in it is counted from where it would have begun.
 */
#define FP
#include "kernel.h"

enum { LANES = 8 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c, v[LANES];
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        if (c < LANES) {
            for (int j = 0; j < c; j++) row[j] = j == y[i] ? d : 0;
            continue;
        }
        for (int base = 0; base < c; base += LANES) {
            int start = base + LANES > c ? c - LANES : base;
            if (start < base && y[i] < base) {
                for (int j = base; j < c; j++) row[j] = 0;
                break;
            }
            for (int k = 0; k < LANES; k++) v[k] = base + k == y[i] ? d : 0;
            memcpy(row + start, v, sizeof v);
        }
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
