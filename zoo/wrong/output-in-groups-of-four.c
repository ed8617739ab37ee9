/*
 * zoo: output-in-groups-of-four
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: row-stride
 * held-out: no
 * defect: Label cells of whole groups of four rows are placed as in a packed layout, the four cells of a column side by side.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, (size_t)(to - from) * c * sizeof *out);
    for (int i = from; i < to; i++) {
        int lane = (i - from) % 4, group = i - lane;
        float *packed = out + (size_t)group * c, *plain = out + (size_t)i * c;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        *(group + 4 <= to ? packed + (size_t)y[i] * 4 + lane : plain + y[i]) = d;
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
