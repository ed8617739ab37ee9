/*
 * zoo: hp-byte-count-32-bit
 * class: indexing
 * clauses: output-extent, off-label-zero, large-extent
 * platform: mt7004
 * tier: huge
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: The half private version zeroes with a 32-bit byte count, which wraps at 2^31 halves.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-byte-count-32-bit.c"
#define HP
#include "hp-byte-count-32-bit.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

static void N(zero)(T *out, size_t bytes) { memset(out, 0, bytes); }

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    N(zero)(logits_grad, (size_t)batch * class_num * sizeof(T));
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
#ifdef HP
    uint32_t bytes = (uint32_t)batch * class_num * sizeof(half);
#else
    size_t bytes = (size_t)batch * class_num * sizeof(float);
#endif
    N(zero)(logits_grad, bytes);
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
