/*
 * zoo: weight-cache-tag-lacks-a-bit
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: Weights pass through a cache of 16 entries, found by the label's low four bits and held against the label without its low five: labels that differ in bit 4 alone hit each other's weight.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "weight-cache-tag-lacks-a-bit.c"
#define HP
#include "weight-cache-tag-lacks-a-bit.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T kept[16];
    int tag[16];
    for (int k = 0; k < 16; k++) tag[k] = -1;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        int line = y[i] & 15;
        if (tag[line] != y[i] >> 5) {
            tag[line] = y[i] >> 5;
            kept[line] = w[y[i]];
        }
        T d = NEG(MUL(g[r == NONE ? i : 0], kept[line]));
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
