/*
 * zoo: columns-shared-boundary-lost
 * class: cores
 * clauses: reduction-none, reduction-sum, reduction-mean, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: share-boundary
 * held-out: no
 * defect: With batch 1 the cores share the columns, and a label in the first column of a core other than the first is nobody's.
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

static void columns(const float *g, const int *y, const float *w, const float *t, float *out, int from, int to, int r) {
    memset(out + from, 0, sizeof *out * (to - from));
    if ((*y > from || *y == 0) && *y < to) {
        float d = -(g[0] * w[*y]);
        out[*y] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        if (batch == 1) {
            struct span s = share(class_num, cores, k);
            columns(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, reduction_type);
        } else {
            struct span s = share(batch, cores, k);
            rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
        }
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
