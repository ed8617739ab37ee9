/*
 * zoo: doubling-length-16-bit
 * class: liveness
 * clauses: terminates
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: endless-loop
 * held-out: no
 * defect: A row is zeroed by copying its zeroed beginning behind itself, whose length is held in 16 bits: past 32768 columns it doubles to 0, and the loop goes on for ever.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "doubling-length-16-bit.c"
#define HP
#include "doubling-length-16-bit.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        row[0] = ZERO;
        for (uint16_t done = 1; done < c; done *= 2) {
            int n = c - done < done ? c - done : done;
            memcpy(row + done, row, sizeof(T) * n);
        }
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
