/*
 * zoo: label-pairs-from-even-row
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-of-another-row, label-repeated
 * held-out: no
 * defect: Labels are loaded in aligned pairs whose address loses its lowest index bit: a core whose share starts at an odd row has the label of the row before in every row.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    const int *pairs = y + (from & ~1);
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        int label = pairs[i - from];
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[label]);
        row[label] = r == MEAN ? d / *t : d;
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
