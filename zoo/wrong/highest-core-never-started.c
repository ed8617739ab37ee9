/*
 * zoo: highest-core-never-started
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: core-missing
 * held-out: no
 * defect: The loop over core ids ends at 6, so whenever bit 7 is set the last share of the rows is missing.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    for (int id = 0, rank = 0; id < 7; id++) {
        if (!(core_mask >> id & 1)) continue;
        struct span s = share(batch, core_count(core_mask), rank++);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
