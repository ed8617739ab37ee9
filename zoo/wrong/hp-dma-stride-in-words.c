/*
 * zoo: hp-dma-stride-in-words
 * class: indexing
 * clauses: output-extent, off-label-zero, reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: row-stride
 * held-out: no
 * defect: The stride of the transfer that puts rows in their places counts 32-bit words, so with an odd number of halves each row lies half a word too low for every row before it.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-dma-stride-in-words.c"
#define HP
#include "hp-dma-stride-in-words.c"
#else

static void N(put_row)(char *out, const T *row, int line, int c) {
    int words = c * (int)sizeof(T) / 4;                     /* the stride register */
    memcpy(out + (size_t)line * words * 4, row, c * sizeof(T));
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T *row = calloc(c, sizeof(T));
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
        N(put_row)((char *)(out + (size_t)from * c), row, i - from, c);
        row[y[i]] = ZERO;
    }
    free(row);
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
