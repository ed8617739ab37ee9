/*
 * zoo: lanes-numbered-backward
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: lane-permuted
 * held-out: no
 * defect: In rows of whole vectors of 16 the lane of a label is counted from the other end of its vector, as the mask register numbers lanes; rows with a tail are done one by one, rightly.
 */
#define FP
#include "kernel.h"

enum { LANES = 16 };

static void put_row(float *row, int c, int label, float d) {
    if (c % LANES) {
        memset(row, 0, sizeof *row * c);
        row[label] = d;
        return;
    }
    for (int base = 0; base < c; base += LANES) {
        unsigned mask = label / LANES == base / LANES ? 0x8000u >> label % LANES : 0;
        for (int lane = 0; lane < LANES; lane++) row[base + lane] = mask >> lane & 1 ? d : 0;
    }
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        put_row(out + (size_t)i * c, c, y[i], r == MEAN ? d / *t : d);
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
