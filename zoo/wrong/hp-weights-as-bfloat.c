/*
 * zoo: hp-weights-as-bfloat
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: narrower-format
 * held-out: no
 * defect: The half functions keep their weights in bfloat16, taken for the same thing as half: of the ten bits of fraction seven are left.
 */
#include "kernel.h"
#ifndef T

/* A float to bfloat16 and back: nearest, ties to even; a NaN as it is. */
static float hp_weight(float x) {
    uint32_t u = float_bits(x);
    return x != x ? x : bits_float((u + 0x7fff + (u >> 16 & 1)) & 0xffff0000);
}

static float fp_weight(float x) { return x; }

#define FP
#include "hp-weights-as-bfloat.c"
#define HP
#include "hp-weights-as-bfloat.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(STORE(LOAD(g[r == NONE ? i : 0]) * N(weight)(LOAD(w[y[i]]))));
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
