/*
 * zoo: hp-gradient-pairs-swapped
 * class: indexing
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: In none two half gradients are loaded as one word and the upper one is taken for the first, as on a big-endian machine: neighbouring rows have each other's.
 */
#include "kernel.h"
#ifndef T

static half hp_gradient(const half *g, int from, int to, int i) {
    int first = i - (i - from) % 2;
    if (first + 1 == to) return g[i];
    uint32_t word;
    memcpy(&word, g + first, sizeof word);
    return (half)(i == first ? word >> 16 : word);
}

static float fp_gradient(const float *g, int from, int to, int i) { return g[i]; }

#define FP
#include "hp-gradient-pairs-swapped.c"
#define HP
#include "hp-gradient-pairs-swapped.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(r == NONE ? N(gradient)(g, from, to, i) : g[0], w[y[i]]));
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
