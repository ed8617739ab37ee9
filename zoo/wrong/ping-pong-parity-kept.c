/*
 * zoo: ping-pong-parity-kept
 * class: state
 * clauses: no-state, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: contents-kept
 * held-out: no
 * defect: The row buffer in turn is a static that goes on over calls while the cleaning at the end of a call presumes that it began with the first: after an odd number of rows one cell stays behind.
 */
#define FP
#include "kernel.h"

enum { MOST = 2048 };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    static float buffer[2][MOST];
    static int turn;
    for (int i = from; i < to; i++, turn ^= 1) {
        float *row = c <= MOST ? buffer[turn] : out + (size_t)i * c;
        if (c > MOST) memset(row, 0, sizeof *row * c);
        else if (i >= from + 2) row[y[i - 2]] = 0;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
        if (c <= MOST) memcpy(out + (size_t)i * c, row, sizeof *row * c);
    }
    if (c > MOST) return;
    for (int i = to - 2 < from ? from : to - 2; i < to; i++) buffer[(i - from) & 1][y[i]] = 0;
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
