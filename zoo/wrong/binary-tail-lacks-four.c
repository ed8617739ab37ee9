/*
 * zoo: binary-tail-lacks-four
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: vector-tail
 * held-out: no
 * defect: Behind the whole vectors of 16 a row is zeroed by stores of eight, four, two and one column, as the bits of the rest say; the store of four asks for the bit of eight again.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "binary-tail-lacks-four.c"
#define HP
#include "binary-tail-lacks-four.c"
#else

static T *N(clear)(T *to, int n) {
    for (int k = 0; k < n; k++) to[k] = ZERO;
    return to + n;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c, *end = row + c, *at = row;
        while (end - at >= 16) at = N(clear)(at, 16);
        int left = (int)(end - at);
        if (left & 1) N(clear)(end -= 1, 1);
        if (left & 2) N(clear)(end -= 2, 2);
        if (left & 8) N(clear)(end - 4, 4);
        if (left & 4) end -= 4;
        if (left & 8) N(clear)(end -= 8, 8);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
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
