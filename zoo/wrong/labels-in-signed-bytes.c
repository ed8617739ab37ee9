/*
 * zoo: labels-in-signed-bytes
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-narrowed
 * held-out: no
 * defect: With up to 256 classes labels are staged in bytes, which have a sign: from 128 on the cell is stored 256 places too low. More classes are staged in words.
 */
#define FP
#include "kernel.h"

enum { TILE = 256 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int8_t narrow[TILE];
    int wide[TILE];
    for (int base = from; base < to; base += TILE) {
        int n = to - base < TILE ? to - base : TILE;
        for (int k = 0; k < n; k++)
            if (c <= 256) narrow[k] = (int8_t)y[base + k];
            else wide[k] = y[base + k];
        for (int k = 0; k < n; k++) {
            int i = base + k, label = c <= 256 ? narrow[k] : wide[k];
            float *row = out + (size_t)i * c;
            memset(row, 0, sizeof *row * c);
            float d = -(g[r == NONE ? i : 0] * w[y[i]]);
            row[label] = r == MEAN ? d / *t : d;
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
