/*
 * zoo: uniform-share-not-divided
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: not-divided, wrong-fast-path
 * held-out: no
 * defect: A share of two rows or more whose labels are all the same loads its weight once, on a path of its own that does not divide in mean.
 */
#define FP
#include "kernel.h"

static int uniform(const int *y, int from, int to) {
    for (int i = from + 1; i < to; i++)
        if (y[i] != y[from]) return 0;
    return to - from > 1;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int same = uniform(y, from, to);
    float of_all = same ? w[y[from]] : 0;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        if (same) {
            row[y[i]] = -(g[r == NONE ? i : 0] * of_all);
            continue;
        }
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
