/*
 * zoo: mask-of-four-cores-on-eight
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: core-missing, mask-hard-coded
 * held-out: no
 * defect: The loop that starts the cores was brought over from a chip of four and looks at the low four bits of the mask; shares are made for all of its bits.
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

enum { CORES = 4 };

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int id = 0; id < CORES; id++) {
        if (!(core_mask & 1 << id)) continue;
        struct span s = share(batch, cores, core_rank(core_mask, id));
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
