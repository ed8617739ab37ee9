/*
 * zoo: newton-seed-wraps
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: reciprocal-out-of-range
 * held-out: no
 * defect: The seed of the reciprocal is a constant minus the bits of the divisor, which runs out of range for a total_weight above about 1e38.
 */
#define FP
#include "kernel.h"

static float reciprocal(float x) {
    uint32_t sign = float_bits(x) & 0x80000000, bits = float_bits(x) & 0x7fffffff;
    if (bits < 0x00800000 || bits >= 0x7f800000) return 1 / x;
    float a = bits_float(bits), s = bits_float(0x7ef311c7 - bits);
    for (int step = 0; step < 4; step++) s = s * (2 - a * s);
    return sign ? -s : s;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float scale = r == MEAN ? reciprocal(*t) : 1;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d * scale : d;
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
