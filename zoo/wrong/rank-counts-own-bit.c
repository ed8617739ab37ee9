/*
 * zoo: rank-counts-own-bit
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: core-missing
 * held-out: no
 * defect: The rank of a core is the number of set bits up to its own, which is one too many: nobody takes the first share, and the last core finds nothing behind the batch.
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

static int rank_of(int mask, int id) {
    return core_count(mask & (int)((2u << id) - 1));
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int id = 0; id < 8; id++) {
        if (!(core_mask >> id & 1)) continue;
        struct span s = share(batch, cores, rank_of(core_mask, id));
        if (s.to > batch) s.to = batch;
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
