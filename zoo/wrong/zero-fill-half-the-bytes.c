/*
 * zoo: zero-fill-half-the-bytes
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: The float version counts the bytes of the zero-fill with the size of half, so the back half stays as it was.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "zero-fill-half-the-bytes.c"
#define HP
#include "zero-fill-half-the-bytes.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, (size_t)(to - from) * c * sizeof(half));
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
