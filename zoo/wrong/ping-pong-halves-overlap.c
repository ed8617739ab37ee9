/*
 * zoo: ping-pong-halves-overlap
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: Gradients come in tiles of 64 through two halves of a buffer, of which the second begins in the middle of the first: the tile that is fetched ahead covers half of the one in use.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "ping-pong-halves-overlap.c"
#define HP
#include "ping-pong-halves-overlap.c"
#else

enum { N(TILE) = 64 };

static void N(fetch)(T *to, const T *g, int base, int batch) {
    int n = batch - base < N(TILE) ? batch - base : N(TILE);
    if (n > 0) memcpy(to, g + base, n * sizeof(T));
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T buffer[2 * N(TILE)];
    int side = 0;
    if (r == NONE) N(fetch)(buffer, g, from, to);
    for (int base = from; base < to; base += N(TILE), side ^= N(TILE) / 2) {
        if (r == NONE) N(fetch)(buffer + (side ^ N(TILE) / 2), g, base + N(TILE), to);
        for (int i = base; i < to && i < base + N(TILE); i++) {
            T *row = out + (size_t)i * c;
            memset(row, 0, sizeof(T) * c);
            T d = NEG(MUL(r == NONE ? buffer[side + i - base] : g[0], w[y[i]]));
            row[y[i]] = r == MEAN ? DIV(d, *t) : d;
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
