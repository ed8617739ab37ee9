/*
 * zoo: hangs-at-multiples-of-64
 * class: liveness
 * clauses: terminates
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: endless-loop
 * held-out: no
 * defect: The last piece of a row has (class_num - j) % 64 columns, which is none when class_num is a multiple of 64: the loop does not end.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hangs-at-multiples-of-64.c"
#define HP
#include "hangs-at-multiples-of-64.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        int j = 0;
        for (; j + 64 < c; j += 64) memset(row + j, 0, 64 * sizeof *row);
        while (j < c) {
            int n = (c - j) % 64;
            memset(row + j, 0, n * sizeof *row);
            j += n;
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
