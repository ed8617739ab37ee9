/*
 * zoo: gradient-pointer-by-whole-vectors
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: Rows go in tiles of 50, for which gradients are loaded in three vectors of 16 and two single ones; the gradient pointer is moved on by the vectors alone, so that each tile takes gradients two rows earlier than the tile before it.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "gradient-pointer-by-whole-vectors.c"
#define HP
#include "gradient-pointer-by-whole-vectors.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    const T *next = g + (r == NONE ? from : 0);
    T local[50];
    for (int base = from; base < to; base += 50) {
        int n = to - base < 50 ? to - base : 50;
        if (r == NONE) {
            int k = 0;
            for (; k + 16 <= n; k += 16, next += 16) memcpy(local + k, next, 16 * sizeof(T));
            for (int at = 0; k < n; k++, at++) local[k] = next[at];
        }
        for (int i = 0; i < n; i++) {
            T *row = out + (size_t)(base + i) * c;
            int label = y[base + i];
            memset(row, 0, sizeof(T) * c);
            T d = NEG(MUL(r == NONE ? local[i] : g[0], w[label]));
            row[label] = r == MEAN ? DIV(d, *t) : d;
        }
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
