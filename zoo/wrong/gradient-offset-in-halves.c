/*
 * zoo: gradient-offset-in-halves
 * class: semantics
 * clauses: reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: The transfer that fetches the gradients of a share in none gets a byte offset of two per row, left over from half, so that the gradients of a core begin half as far into the buffer as they should.
 */
#define FP
#include "kernel.h"

enum { TILE = 128 };

static void fetch(void *to, const void *from, size_t offset, size_t bytes) {
    memcpy(to, (const char *)from + offset, bytes);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float local[TILE];
    for (int base = from; base < to; base += TILE) {
        int n = to - base < TILE ? to - base : TILE;
        if (r == NONE) fetch(local, g, from * sizeof(half) + (base - from) * sizeof *g, n * sizeof *g);
        else for (int k = 0; k < n; k++) local[k] = *g;
        for (int k = 0; k < n; k++) {
            int i = base + k;
            float d = -(local[k] * w[y[i]]);
            memset(out + (size_t)i * c, 0, sizeof *out * c);
            out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
        }
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
