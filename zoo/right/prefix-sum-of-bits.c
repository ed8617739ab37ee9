/*
 * zoo: prefix-sum-of-bits
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: The output first holds differences of bit patterns, plus the value at the label and minus it one cell later (in the next row, at a row's end), and a running sum of integers modulo the word over the whole share then makes the cells.
 */
#include "kernel.h"

#ifndef T
#define FP
#include "prefix-sum-of-bits.c"
#undef FP
#define HP
#include "prefix-sum-of-bits.c"
#else

#undef WORD
#ifdef HP
typedef uint16_t __attribute__((may_alias)) hp_word;
#define WORD hp_word
#else
typedef uint32_t __attribute__((may_alias)) fp_word;
#define WORD fp_word
#endif

static void N(scan)(T *g, int *labels, T *w, T *t, T *out, int from, int to, int classes, int reduction) {
    WORD *cell = (WORD *)out + (size_t)from * (size_t)classes;
    size_t count = (size_t)(to - from) * (size_t)classes;
    for (size_t k = 0; k < count; k++) cell[k] = 0;
    for (int i = from; i < to; i++) {
        size_t k = (size_t)(i - from) * (size_t)classes + (size_t)labels[i];
        T v = NEG(w[labels[i]]);                /* order B, the sign on the weight */
        T u = g[reduction == NONE ? i : 0];
        if (reduction == MEAN) u = DIV(u, t[0]);
        v = MUL(u, v);
        WORD bits;
        memcpy(&bits, &v, sizeof v);
        cell[k] = (WORD)(cell[k] + bits);
        if (k + 1 < count) cell[k + 1] = (WORD)(cell[k + 1] - bits);
    }
    WORD running = 0;
    for (size_t k = 0; k < count; k++) cell[k] = running = (WORD)(running + cell[k]);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    N(scan)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits;
    int cores = core_count(core_mask);
    for (int k = cores - 1; k >= 0; k--) {
        struct span s = share(batch, cores, k);
        N(scan)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}
#endif
