/*
 * zoo: descriptors-read-from-ring-start
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: contents-kept, input-kept, table-kept
 * held-out: no
 * defect: Label cells pass through a ring of descriptors whose write index goes on over calls while the read index begins each call at 0: label cells of earlier calls are stored in place of the new ones.
 */
#define FP
#include "kernel.h"

static struct { int row, label; float d; } ring[64];
static unsigned written, taken;

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        unsigned slot = written++ % 64;
        ring[slot].row = i;
        ring[slot].label = y[i];
        ring[slot].d = r == MEAN ? d / *t : d;
        memset(out + (size_t)i * c, 0, sizeof *out * c);
        slot = taken++ % 64;
        out[(size_t)ring[slot].row * c + ring[slot].label] = ring[slot].d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    taken = 0;
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    taken = 0;
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
