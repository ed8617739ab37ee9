/*
 * zoo: mask-shifted-as-signed-byte
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: endless-loop
 * held-out: no
 * defect: The cores are listed by shifting the mask, in a signed byte, until it is 0: with core 7 in it the sign is shifted in and it never is.
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

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int id[8], cores = 0, bit = 0;
    for (int8_t mask = (int8_t)core_mask; mask; mask >>= 1, bit++)
        if (mask & 1) ((volatile int *)id)[cores++ & 7] = bit & 7;
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, core_rank(core_mask, id[k]));
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
