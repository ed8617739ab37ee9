/*
 * zoo: dma-length-16-bit
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: The byte count of the zero-fill transfer is a 16-bit field, so from class_num 16384 on a row is only partly zeroed.
 */
#define FP
#include "kernel.h"

struct transfer { void *to; uint16_t bytes; uint16_t lines; };

static void dma_fill(const struct transfer *x) {
    for (int line = 0; line < x->lines; line++) memset((char *)x->to + (size_t)line * x->bytes, 0, x->bytes);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        struct transfer x = { row, c * sizeof(float), 1 };
        dma_fill(&x);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
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
