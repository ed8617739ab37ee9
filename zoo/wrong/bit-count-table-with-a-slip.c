/*
 * zoo: bit-count-table-with-a-slip
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mask-not-compacted, core-missing
 * held-out: no
 * defect: The rank of a core is looked up in a table with the number of bits of four, whose entry for 0101 is 1: cores above such a pattern have the rank of one below, and the last share is nobody's.
 */
#define FP
#include "kernel.h"

static const uint8_t ones[16] = { 0, 1, 1, 2, 1, 1, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4 };

static int rank_of(int mask, int id) {
    int below = mask & ((1 << id) - 1);
    return ones[below & 15] + ones[below >> 4 & 15];
}

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
    int cores = core_count(core_mask);
    for (int id = 0; id < 8; id++) {
        if (!(core_mask >> id & 1)) continue;
        struct span s = share(batch, cores, rank_of(core_mask, id));
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
