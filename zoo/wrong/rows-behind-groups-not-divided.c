/*
 * zoo: rows-behind-groups-not-divided
 * class: semantics
 * clauses: reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: not-divided
 * held-out: no
 * defect: Groups of eight rows are divided by a vector of total_weight in mean; the loop for the rows behind them was taken over from sum.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "rows-behind-groups-not-divided.c"
#define HP
#include "rows-behind-groups-not-divided.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    int i = from;
    memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
    for (; i + 8 <= to; i += 8) {
        T value[8];
        for (int k = 0; k < 8; k++) value[k] = NEG(MUL(g[r == NONE ? i + k : 0], w[y[i + k]]));
        for (int k = 0; k < 8 && r == MEAN; k++) value[k] = DIV(value[k], *t);
        for (int k = 0; k < 8; k++) out[(size_t)(i + k) * c + y[i + k]] = value[k];
    }
    for (; i < to; i++) out[(size_t)i * c + y[i]] = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
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
