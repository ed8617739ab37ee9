/*
 * zoo: rows-by-recursion
 * class: liveness
 * clauses: terminates
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: stack-overflow
 * held-out: no
 * defect: Rows are done by recursion with a tile on the stack at every level, which overflows from some thousand rows on.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "rows-by-recursion.c"
#define HP
#include "rows-by-recursion.c"
#else

static void N(row)(const T *g, const int *y, const T *w, const T *t, T *out, int i, int to, int c, int r) {
    volatile T tile[512];
    if (i == to) return;
    T *row = out + (size_t)i * c;
    T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
    for (int base = 0; base < c; base += 512) {
        int n = c - base < 512 ? c - base : 512;
        for (int j = 0; j < n; j++) tile[j] = ZERO;
        for (int j = 0; j < n; j++) row[base + j] = tile[j];
    }
    row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    N(row)(g, y, w, t, out, i + 1, to, c, r);
    tile[0] = ZERO;
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(row)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(row)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
