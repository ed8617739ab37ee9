/*
 * zoo: gradient-tile-tail-not-loaded
 * class: state
 * clauses: reduction-none, no-state
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: uninitialised
 * held-out: no
 * defect: In none the gradients go through a local tile of 64 that is loaded in fours, rounded down: the last one to three rows use whatever the stack held.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "gradient-tile-tail-not-loaded.c"
#define HP
#include "gradient-tile-tail-not-loaded.c"
#else

static void N(load)(T *tile, const T *g, int n) {
    for (int k = 0; k + 4 <= n; k += 4) memcpy(tile + k, g + k, 4 * sizeof *g);
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T tile[64];
    for (int base = from; base < to; base += 64) {
        int n = to - base < 64 ? to - base : 64;
        if (r == NONE) N(load)(tile, g + base, n);
        for (int k = 0; k < n; k++) {
            T *row = out + (size_t)(base + k) * c;
            int label = y[base + k];
            for (int j = 0; j < c; j++) row[j] = ZERO;
            T d = NEG(MUL(r == NONE ? tile[k] : g[0], w[label]));
            row[label] = r == MEAN ? DIV(d, *t) : d;
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
