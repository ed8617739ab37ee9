/*
 * zoo: labels-fetched-from-aligned-address
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: no
 * defect: Labels are fetched to local memory from a multiple of 16 bytes, below the share's first label where a share begins elsewhere, and are then counted from there: rows take the labels of rows up to three before.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "labels-fetched-from-aligned-address.c"
#define HP
#include "labels-fetched-from-aligned-address.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    int local[256];
    for (int base = from; base < to; base += 256) {
        int n = to - base < 256 ? to - base : 256;
        memcpy(local, y + (base & ~3), n * sizeof(int));    /* base % 4 labels early */
        for (int i = 0; i < n; i++) {
            T *row = out + (size_t)(base + i) * c;
            memset(row, 0, sizeof(T) * c);
            T d = NEG(MUL(g[r == NONE ? base + i : 0], w[local[i]]));
            row[local[i]] = r == MEAN ? DIV(d, *t) : d;
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
