/*
 * zoo: fill-pieces-a-cell-apart
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: The fill moves at most 4095 elements at a time, which its 12-bit length holds, but the address moves on by 4096: the element between two pieces is left out.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "fill-pieces-a-cell-apart.c"
#define HP
#include "fill-pieces-a-cell-apart.c"
#else

static void N(zero)(T *to, size_t n) {
    for (size_t k = 0; k < n; k += 4096) {
        size_t length = n - k < 4095 ? n - k : 4095;
        memset(to + k, 0, length * sizeof *to);
    }
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    N(zero)(out + (size_t)from * c, (size_t)(to - from) * c);
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
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
