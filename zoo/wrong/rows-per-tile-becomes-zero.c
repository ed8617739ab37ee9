/*
 * zoo: rows-per-tile-becomes-zero
 * class: liveness
 * clauses: terminates
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: endless-loop
 * held-out: no
 * defect: Rows are done in tiles of as many whole rows as 16 KiB hold, which is none when a row is longer: the loop over tiles does not move on.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "rows-per-tile-becomes-zero.c"
#define HP
#include "rows-per-tile-becomes-zero.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    int step = 16384 / (int)sizeof(T) / c;
    for (volatile int base = from; base < to; base += step) {
        int end = to - base < step ? to : base + step;
        memset(out + (size_t)base * c, 0, sizeof(T) * c * (end - base));
        for (int i = base; i < end; i++) {
            T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
            out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
        }
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
