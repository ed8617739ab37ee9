/*
 * zoo: labels-loaded-in-aligned-fours
 * class: memory
 * clauses: terminates, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: misaligned-access
 * held-out: no
 * defect: Labels are loaded four at a time by aligned loads from the first row of a core's share on, which need not be a multiple of four.
 */
#define FP
#include "kernel.h"

typedef int four __attribute__((vector_size(16)));

static void put(const float *g, const float *w, const float *t, float *out, int i, int label, int c, int r) {
    float *row = out + (size_t)i * c;
    memset(row, 0, sizeof *row * c);
    float d = -(g[r == NONE ? i : 0] * w[label]);
    row[label] = r == MEAN ? d / *t : d;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int i = from;
    for (; i + 4 <= to; i += 4) {
        volatile four labels = *(const four *)(y + i);
        for (int lane = 0; lane < 4; lane++) put(g, w, t, out, i + lane, labels[lane], c, r);
    }
    for (; i < to; i++) put(g, w, t, out, i, y[i], c, r);
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
