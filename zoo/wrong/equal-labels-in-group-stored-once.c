/*
 * zoo: equal-labels-in-group-stored-once
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-repeated
 * held-out: no
 * defect: Label cells are stored in groups of four by a scatter that masks out a lane whose label an earlier lane has, as histograms need it: of rows with equal labels only the first of the group gets its cell.
 */
#define FP
#include "kernel.h"

enum { LANES = 4 };

static unsigned first_of_each(const int *y) {
    unsigned mask = 1;
    for (int k = 1; k < LANES; k++) {
        int seen = 0;
        for (int m = 0; m < k; m++) seen |= y[m] == y[k];
        mask |= (unsigned)!seen << k;
    }
    return mask;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int i = from;
    for (int n = from; n < to; n++) memset(out + (size_t)n * c, 0, sizeof *out * c);
    for (; i + LANES <= to; i += LANES) {
        unsigned mask = first_of_each(y + i);
        for (int k = 0; k < LANES; k++) {
            float d = -(g[r == NONE ? i + k : 0] * w[y[i + k]]);
            if (mask >> k & 1) out[(size_t)(i + k) * c + y[i + k]] = r == MEAN ? d / *t : d;
        }
    }
    for (; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
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
