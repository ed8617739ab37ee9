/*
 * zoo: sign-mask-lacks-last-lane
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: sign-missing
 * held-out: no
 * defect: Groups of eight products are negated by flipping bits with a table of eight sign masks, of which seven were typed in: the eighth row of a group keeps its sign.
 */
#define FP
#include "kernel.h"

enum { LANES = 8 };

static const uint32_t flip[LANES] = {
    0x80000000, 0x80000000, 0x80000000, 0x80000000,
    0x80000000, 0x80000000, 0x80000000,
};

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int i = from;
    memset(out + (size_t)from * c, 0, sizeof *out * c * (to - from));
    for (; i + LANES <= to; i += LANES)
        for (int k = 0; k < LANES; k++) {
            float p = g[r == NONE ? i + k : 0] * w[y[i + k]];
            float d = bits_float(float_bits(p) ^ flip[k]);
            out[(size_t)(i + k) * c + y[i + k]] = r == MEAN ? d / *t : d;
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
