/*
 * zoo: line-count-lowered-twice
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: The line count of the two-dimensional fill is held as one less than the lines; it is lowered where the descriptor is made and again where it is started, so that the last row of a share is not zeroed.
 */
#define FP
#include "kernel.h"

struct fill { float *to; int width, lines_less_one; };

static void start(struct fill f) {
    f.lines_less_one--;
    for (int n = 0; n <= f.lines_less_one; n++) memset(f.to + (size_t)n * f.width, 0, sizeof *f.to * f.width);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    start((struct fill){ out + (size_t)from * c, c, to - from - 1 });
    for (int i = from; i < to; i++) {
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
