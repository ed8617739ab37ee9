/*
 * zoo: labels-of-remainder-rows-not-fetched
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: remainder-of-rows, uninitialised
 * held-out: no
 * defect: The last core does the batch % cores rows of the remainder as well, but fetches the labels of batch / cores rows like the others: the rest take the 0 that its label buffer began with.
 */
#define FP
#include "kernel.h"

static void core(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r, int cores, int rank) {
    int each = batch / cores, from = rank * each, to = rank == cores - 1 ? batch : from + each;
    int *label = calloc(to - from + 1, sizeof *label);
    if (!label) abort();
    memcpy(label, y + from, each * sizeof *label);
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        int k = label[i - from];
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[k]);
        row[k] = r == MEAN ? d / *t : d;
    }
    free(label);
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
