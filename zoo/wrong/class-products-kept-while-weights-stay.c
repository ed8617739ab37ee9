/*
 * zoo: class-products-kept-while-weights-stay
 * class: state
 * clauses: no-state, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: Sum and mean take -g * w from a table by class, which is made anew when the address of the weights or class_num changes, and not when the gradient does.
 */
#define FP
#include "kernel.h"

static float *table;
static const float *made_for;
static int classes;

static const float *products(const float *w, int c, float g) {
    if (w != made_for || c != classes) {
        table = realloc(table, c * sizeof *table);
        if (!table) abort();
        for (int k = 0; k < c; k++) table[k] = -(g * w[k]);
        made_for = w;
        classes = c;
    }
    return table;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    const float *product = r == NONE ? NULL : products(w, c, g[0]);
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = product ? product[y[i]] : -(g[i] * w[y[i]]);
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
