/*
 * zoo: labels-loaded-sixteen-ahead
 * class: memory
 * clauses: in-bounds, terminates
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: over-read-labels
 * held-out: no
 * defect: The label of the row 16 further on is loaded into a ring while a row is done, also for the last 16 rows, where there is none.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "labels-loaded-sixteen-ahead.c"
#define HP
#include "labels-loaded-sixteen-ahead.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    int ring[16];
    const volatile int *source = y;                         /* a load is a load, used or not */
    for (int k = 0; k < 16 && from + k < to; k++) ring[k] = source[from + k];
    for (int i = from; i < to; i++) {
        int label = ring[(i - from) % 16];
        ring[(i - from) % 16] = source[i + 16];
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[label]));
        row[label] = r == MEAN ? DIV(d, *t) : d;
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
