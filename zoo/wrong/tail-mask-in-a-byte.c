/*
 * zoo: tail-mask-in-a-byte
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: vector-tail
 * held-out: no
 * defect: The store behind the last whole vector of 16 columns has a mask of lanes that is held in a byte: of a tail of 9 to 15 columns those from the ninth on are not written.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "tail-mask-in-a-byte.c"
#define HP
#include "tail-mask-in-a-byte.c"
#else

static void N(store_masked)(T *to, const T *lanes, uint8_t mask) {
    for (int k = 0; k < 16; k++)
        if (mask >> k & 1) to[k] = lanes[k];
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    static const T zeros[16];
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        int whole = c & ~15;
        for (int j = 0; j < whole; j += 16) memcpy(row + j, zeros, sizeof zeros);
        N(store_masked)(row + whole, zeros, (uint8_t)((1 << c % 16) - 1));
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
