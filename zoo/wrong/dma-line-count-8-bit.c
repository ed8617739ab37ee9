/*
 * zoo: dma-line-count-8-bit
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: The two-dimensional zero-fill has an 8-bit line count, so a core with more than 255 rows zeroes only part of them.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "dma-line-count-8-bit.c"
#define HP
#include "dma-line-count-8-bit.c"
#else

struct N(block) { T *to; uint32_t columns; uint8_t lines; };

static void N(dma_fill)(struct N(block) b) {
    for (int line = 0; line < b.lines; line++) memset(b.to + (size_t)line * b.columns, 0, b.columns * sizeof(T));
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    N(dma_fill)((struct N(block)){ out + (size_t)from * c, c, to - from });
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
