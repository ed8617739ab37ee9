/*
 * zoo: tail-mask-of-no-lanes-is-full
 * class: zero-fill
 * clauses: in-bounds, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: store-past-end
 * held-out: no
 * defect: The mask of the last vector store of a row is all ones shifted by 16 less the remainder, modulo 16 as the unit shifts: with no remainder it is full, and a whole vector is stored behind the row.
 */
#define FP
#include "kernel.h"

enum { LANES = 16 };

static void store_zeros(float *to, unsigned mask) {
    for (int k = 0; k < LANES; k++)
        if (mask >> k & 1) to[k] = 0;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    unsigned tail = 0xffffu >> ((LANES - c % LANES) % LANES);
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        int j = 0;
        for (; j + LANES <= c; j += LANES) store_zeros(row + j, 0xffff);
        store_zeros(row + j, tail);
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
