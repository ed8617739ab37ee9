/*
 * zoo: sorted-rows-with-unsorted-gradient
 * class: indexing
 * clauses: reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: The rows of a share are visited in the order of their labels, so that each weight is loaded once; in none the gradient is taken at the place in that order and not at the row.
 */
#define FP
#include "kernel.h"

static void sort(int *row, const int *y, int n) {
    for (int k = 1; k < n; k++) {
        int i = row[k], m = k;
        for (; m > 0 && y[row[m - 1]] > y[i]; m--) row[m] = row[m - 1];
        row[m] = i;
    }
}

enum { TILE = 64 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int row[TILE];
    for (int base = from; base < to; base += TILE) {
        int n = to - base < TILE ? to - base : TILE, last = -1;
        float weight = 0;
        for (int k = 0; k < n; k++) row[k] = base + k;
        sort(row, y, n);
        for (int k = 0; k < n; k++) {
            int i = row[k];
            if (y[i] != last) weight = w[last = y[i]];
            float d = -(g[r == NONE ? base + k : 0] * weight);
            memset(out + (size_t)i * c, 0, sizeof *out * c);
            out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
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
