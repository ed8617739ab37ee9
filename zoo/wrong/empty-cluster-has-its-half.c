/*
 * zoo: empty-cluster-has-its-half
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mask-not-compacted, core-missing
 * held-out: no
 * defect: The batch is split in two for the clusters of cores 0 to 3 and 4 to 7, and then among the cores of each; a cluster with no core in the mask has its half all the same, which nobody does.
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
    for (int cluster = 0; cluster < 2; cluster++) {
        struct span half_batch = share(batch, 2, cluster);
        int cores = core_count(core_mask >> 4 * cluster & 15);
        for (int k = 0; k < cores; k++) {
            struct span s = share(half_batch.to - half_batch.from, cores, k);
            rows(loss_grad, labels, weight, total_weight, logits_grad, half_batch.from + s.from, half_batch.from + s.to,
                 class_num, reduction_type);
        }
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
