/*
 * zoo: four-channels-drop-the-rest
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short, vector-tail
 * held-out: no
 * defect: The fill of a share is divided among four transfer channels, each with a quarter of the elements rounded down: the one to three at the end of the share are nobody's.
 */
#define FP
#include "kernel.h"

enum { CHANNELS = 4 };

struct channel { float *to; size_t elements; };

static void start(const struct channel *x) {
    memset(x->to, 0, x->elements * sizeof *x->to);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float *first = out + (size_t)from * c;
    size_t each = (size_t)(to - from) * c / CHANNELS;
    for (int k = 0; k < CHANNELS; k++) {
        struct channel x = { first + k * each, each };
        start(&x);
    }
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
