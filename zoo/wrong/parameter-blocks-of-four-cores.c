/*
 * zoo: parameter-blocks-of-four-cores
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: core-missing
 * held-out: no
 * defect: The shares are put into an array of four parameter blocks, found by the low two bits of the rank, before the cores start: cores of rank 4 and above overwrite the shares of the first ones, which are not done.
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
    struct span block[4];
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) block[k & 3] = share(batch, cores, k);
    for (int k = 0; k < cores; k++)
        rows(loss_grad, labels, weight, total_weight, logits_grad, block[k & 3].from, block[k & 3].to, class_num,
             reduction_type);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
