/*
 * zoo: weight-low-bit-is-loaded-flag
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: narrower-format
 * held-out: no
 * defect: Weights are fetched into a table when a class is first met, and the lowest fraction bit of an entry says that it is there: it is masked off on use, and with it that bit of the weight.
 */
#define FP
#include "kernel.h"

static float fetch(uint32_t *table, const float *w, int k) {
    if (!(table[k] & 1)) table[k] = float_bits(w[k]) | 1;
    uint32_t u = table[k] & ~1u;
    return bits_float(u);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    uint32_t *table = calloc(c, sizeof *table);
    if (!table) abort();
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * fetch(table, w, y[i]));
        row[y[i]] = r == MEAN ? d / *t : d;
    }
    free(table);
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
