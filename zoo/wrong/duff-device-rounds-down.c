/*
 * zoo: duff-device-rounds-down
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short, vector-tail
 * held-out: no
 * defect: A row is zeroed by Duff's device whose number of rounds is class_num / 8 and not rounded up: where a remainder makes the first round a short one, the last eight columns are not reached.
 */
#define FP
#include "kernel.h"

static void zero(float *to, int n) {
    int rounds = n / 8;
    switch (n % 8) {
    case 0: do { *to++ = 0;
    case 7:      *to++ = 0;
    case 6:      *to++ = 0;
    case 5:      *to++ = 0;
    case 4:      *to++ = 0;
    case 3:      *to++ = 0;
    case 2:      *to++ = 0;
    case 1:      *to++ = 0;
            } while (--rounds > 0);
    }
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        zero(out + (size_t)i * c, c);
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
