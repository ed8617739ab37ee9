/*
 * zoo: label-cell-accumulated-from-second-call
 * class: state
 * clauses: no-state
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: accumulates
 * held-out: no
 * defect: A call with the same output and shape as the one before adds to the label cells rather than setting them, as for gradient accumulation.
 */
#define FP
#include "kernel.h"

static int accumulate(const float *out, int batch, int c) {
    static const float *last;
    static int rows, columns;
    int same = out == last && batch == rows && c == columns;
    last = out;
    rows = batch;
    columns = c;
    return same;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r, int add) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c, old = add ? row[y[i]] : 0;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        row[y[i]] = add ? d + old : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask), add = accumulate(logits_grad, batch, class_num);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type, add);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    int add = accumulate(logits_grad, batch, class_num);
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type, add);
}
