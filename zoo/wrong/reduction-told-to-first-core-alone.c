/*
 * zoo: reduction-told-to-first-core-alone
 * class: cores
 * clauses: reduction-mean, reduction-none, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: not-divided, loss-grad-first
 * held-out: no
 * defect: Each core has a parameter block, and reduction_type is set in the block of the first alone; the others hold 0 there and work as for sum.
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

struct parameters { struct span rows; int reduction; };

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    struct parameters block[8] = { 0 };
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) block[k].rows = share(batch, cores, k);
    block->reduction = reduction_type;
    for (int k = 0; k < cores; k++)
        rows(loss_grad, labels, weight, total_weight, logits_grad, block[k].rows.from, block[k].rows.to, class_num, block[k].reduction);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
