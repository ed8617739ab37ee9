/*
 * zoo: gathered-weights-reversed
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: The weights of four rows are gathered into a vector by shifting each in from below, so that the first row has the weight of the fourth; the rows behind the last four are done one by one, rightly.
 */
#define FP
#include "kernel.h"

struct lanes { float at[4]; };

static struct lanes push(struct lanes v, float f) {
    return (struct lanes){ { f, v.at[0], v.at[1], v.at[2] } };
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int i = from;
    for (int n = from; n < to; n++) memset(out + (size_t)n * c, 0, sizeof *out * c);
    for (; i + 4 <= to; i += 4) {
        struct lanes v = { { 0 } };
        for (int k = 0; k < 4; k++) v = push(v, w[y[i + k]]);
        for (int k = 0; k < 4; k++) {
            float d = -(g[r == NONE ? i + k : 0] * v.at[k]);
            out[(size_t)(i + k) * c + y[i + k]] = r == MEAN ? d / *t : d;
        }
    }
    for (; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
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
