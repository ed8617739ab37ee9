/*
 * zoo: operands-through-tensor-format
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: narrower-format
 * held-out: no
 * defect: The float functions multiply on the matrix unit, which rounds its operands to 10 bits of fraction.
 */
#include "kernel.h"
#ifndef T

static float fp_operand(float x) {              /* 1 + 8 + 10 bits, to the nearest */
    uint32_t u = float_bits(x);
    if ((u & 0x7f800000) == 0x7f800000) return x;
    return bits_float((u + 0xfff + (u >> 13 & 1)) & 0xffffe000);
}

static half hp_operand(half x) { return x; }

#define FP
#include "operands-through-tensor-format.c"
#define HP
#include "operands-through-tensor-format.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        T d = NEG(MUL(N(operand)(g[r == NONE ? i : 0]), N(operand)(w[y[i]])));
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
