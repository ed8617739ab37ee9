/*
 * zoo: core-id-used-as-rank
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mask-not-compacted
 * held-out: no
 * defect: Each core starts at row = its id and steps by the number of cores, so sparse masks skip and repeat rows.
 */
#define FP
#include "kernel.h"

static void row(const float *g, const int *y, const float *w, const float *t, float *out, int i, int c, int r) {
    float *row = out + (size_t)i * c;
    memset(row, 0, sizeof *row * c);
    float d = -(g[r == NONE ? i : 0] * w[y[i]]);
    row[y[i]] = r == MEAN ? d / *t : d;
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int id = 0; id < 32; id++)
        if ((unsigned)core_mask >> id & 1)
            for (int i = id; i < batch; i += cores)
                row(loss_grad, labels, weight, total_weight, logits_grad, i, class_num, reduction_type);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    for (int i = 0; i < batch; i++)
        row(loss_grad, labels, weight, total_weight, logits_grad, i, class_num, reduction_type);
}
