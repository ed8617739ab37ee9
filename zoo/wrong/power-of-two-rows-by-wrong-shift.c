/*
 * zoo: power-of-two-rows-by-wrong-shift
 * class: indexing
 * clauses: output-extent, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: row-stride, wrong-fast-path
 * held-out: no
 * defect: With a class_num that is a power of two a row is found by a shift, whose width is the place of the highest bit of class_num - 1: rows lie half a row apart.
 */
#include "kernel.h"
#ifndef T
static int highest_bit(unsigned u) {
    int n = 0;
    while (u >>= 1) n++;
    return n;
}
#define FP
#include "power-of-two-rows-by-wrong-shift.c"
#define HP
#include "power-of-two-rows-by-wrong-shift.c"
#else

static T *N(row_of)(T *out, int i, int c) {
    if (c > 1 && (c & (c - 1)) == 0) return out + ((size_t)i << highest_bit((unsigned)c - 1));
    return out + (size_t)i * c;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = N(row_of)(out, i, c);
        memset(row, 0, sizeof *row * c);
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
