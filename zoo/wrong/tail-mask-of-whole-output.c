/*
 * zoo: tail-mask-of-whole-output
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: vector-tail
 * held-out: no
 * defect: The predicate of the last vector store of a row is made once, from the remainder of batch * class_num by 8, not of class_num.
 */
#define FP
#include "kernel.h"

enum { LANES = 8 };

static void fill_row(float *row, int c, int rest) {
    int j = 0;
    for (; j + LANES <= c; j += LANES)
        for (int lane = 0; lane < LANES; lane++) row[j + lane] = 0;
    for (int lane = 0; lane < LANES; lane++)
        if (lane < rest && j + lane < c) row[j + lane] = 0;
}

static void core(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r, int cores, int rank) {
    struct span s = share(batch, cores, rank);
    int rest = (int)((int64_t)batch * c % LANES);
    for (int i = s.from; i < s.to; i++) {
        float *row = out + (size_t)i * c;
        fill_row(row, c, rest);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++)
        core(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, cores, k);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    core(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1, 0);
}
