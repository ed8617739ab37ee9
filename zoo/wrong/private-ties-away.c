/*
 * zoo: private-ties-away
 * class: numerics
 * clauses: product-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: rounds-ties-away
 * held-out: no
 * defect: The private version has its products in double and narrows them by adding half a step to the bits and cutting, so a tie goes away from zero.
 */
#define FP
#include "kernel.h"

static float by_hardware(double d) { return (float)d; }

static float by_bits(double d) {
    double magnitude = d < 0 ? -d : d;
    if (!(magnitude >= 0x1p-126 && magnitude < 0x1p128)) return (float)d;
    uint64_t u;
    memcpy(&u, &d, sizeof u);
    u = (u + (1ull << 28)) & ~((1ull << 29) - 1);
    memcpy(&d, &u, sizeof d);
    return (float)d;
}

static void rows(float (*narrow)(double), const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        double d = -((double)g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = narrow(r == MEAN ? d / *t : d);
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(by_hardware, loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(by_bits, loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
