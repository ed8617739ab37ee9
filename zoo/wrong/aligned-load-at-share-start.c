/*
 * zoo: aligned-load-at-share-start
 * class: memory
 * clauses: terminates, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: misaligned-access
 * held-out: no
 * defect: In none gradients are loaded four at a time by aligned loads from the first row of a core's share on, which fault when that is no multiple of four.
 */
#define FP
#include "kernel.h"

/* The vector unit's load: traps unless the address is a multiple of 16. */
static void load_aligned(float *to, const float *x) {
    if ((uintptr_t)x % 16) __builtin_trap();
    memcpy(to, x, 16);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float lanes[4];
    int whole = from + (to - from) / 4 * 4;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float gi = g[r == NONE ? i : 0];
        if (r == NONE && i < whole) {
            if ((i - from) % 4 == 0) load_aligned(lanes, g + i);
            gi = lanes[(i - from) % 4];
        }
        float d = -(gi * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
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
