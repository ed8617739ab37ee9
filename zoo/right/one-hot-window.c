/*
 * zoo: one-hot-window
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: One strip of 2 * class_num - 1 zeros has a value in its middle, and each row is a copy of the window of class_num cells that puts the middle at its label: nothing is scattered into the output.
 */
#include "kernel.h"

#ifndef T
#define FP
#include "one-hot-window.c"
#undef FP
#define HP
#include "one-hot-window.c"
#else

static void N(windows)(T *g, int *labels, T *w, T *t, T *out, int from, int to, int classes, int reduction) {
    if (from >= to) return;
    size_t width = (size_t)classes, middle = width - 1;
    T *strip = calloc(2 * width - 1, sizeof(T));
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * width;
        size_t label = (size_t)labels[i];
        T v = MUL(g[reduction == NONE ? i : 0], w[label]);
        if (reduction == MEAN) v = DIV(v, *t);
        v = NEG(v);
        if (strip) {
            strip[middle] = v;
            memcpy(row, strip + (middle - label), width * sizeof(T));
        } else {                                /* no memory: the plain way */
            memset(row, 0, width * sizeof(T));
            row[label] = v;
        }
    }
    free(strip);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    N(windows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits;
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(windows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}
#endif
