/*
 * zoo: double-buffer-stale-label
 * class: zero-fill
 * clauses: off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: scratch-not-cleaned
 * held-out: no
 * defect: Two row buffers take turns and each is cleaned where the row just before had its label, not where its own last row had it.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "double-buffer-stale-label.c"
#define HP
#include "double-buffer-stale-label.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T *buffer[2] = { calloc(c, sizeof(T)), calloc(c, sizeof(T)) };
    for (int i = from; i < to; i++) {
        T *row = buffer[i & 1];
        if (i >= from + 2) row[y[i - 1]] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
        memcpy(out + (size_t)i * c, row, c * sizeof(T));
    }
    free(buffer[0]);
    free(buffer[1]);
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
