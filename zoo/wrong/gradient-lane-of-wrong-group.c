/*
 * zoo: gradient-lane-of-wrong-group
 * class: indexing
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: In none the gradient is picked from a vector that covers 32 rows of the whole batch, but the lane is counted from the group of eight rows in which the core's share begins.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "gradient-lane-of-wrong-group.c"
#define HP
#include "gradient-lane-of-wrong-group.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T lanes[32];
    int loaded = -1;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T gi = g[0];
        if (r == NONE) {
            if (i / 32 != loaded) {
                loaded = i / 32;
                for (int lane = 0; lane < 32; lane++) {
                    int at = loaded * 32 + lane;
                    lanes[lane] = at >= from && at < to ? g[at] : ZERO;
                }
            }
            gi = lanes[(i - (from & ~7)) % 32];
        }
        T d = NEG(MUL(gi, w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
