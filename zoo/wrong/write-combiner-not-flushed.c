/*
 * zoo: write-combiner-not-flushed
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: vector-tail
 * held-out: no
 * defect: Cells are put one by one into a buffer that goes out when it holds 16; nobody sends what it holds at the end of a share.
 */
#define FP
#include "kernel.h"

enum { ROOM = 16 };

struct combiner { float cell[ROOM], *to; int n; };

static void put(struct combiner *x, float f) {
    x->cell[x->n++] = f;
    if (x->n < ROOM) return;
    memcpy(x->to, x->cell, sizeof x->cell);
    x->to += ROOM;
    x->n = 0;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    struct combiner x = { .to = out + (size_t)from * c };
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        for (int j = 0; j < c; j++) put(&x, j == y[i] ? d : 0);
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
