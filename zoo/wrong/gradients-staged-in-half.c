/*
 * zoo: gradients-staged-in-half
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: narrower-format
 * held-out: no
 * defect: In none the float functions stage the gradients of a tile in half if they all are in its range, to save half of the traffic, with no look at whether their fractions fit.
 */
#include "right.h"
#ifndef T

enum { TILE = 64 };

static int fits(const float *g, int n) {
    for (int k = 0; k < n; k++) {
        float a = g[k] < 0 ? -g[k] : g[k];
        if (!(a == 0 || (a >= 0x1p-14f && a <= 65504.0f))) return 0;
    }
    return 1;
}

static void fp_stage(const float *g, int n, float *to) {
    int narrow = fits(g, n);
    for (int k = 0; k < n; k++) to[k] = narrow ? half_to_float(float_to_half(g[k])) : g[k];
}

static void hp_stage(const half *g, int n, half *to) { memcpy(to, g, sizeof *to * n); }

#define FP
#include "gradients-staged-in-half.c"
#define HP
#include "gradients-staged-in-half.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    T g[TILE];
    for (int i = from; i < to; i += TILE) {
        int n = to - i < TILE ? to - i : TILE;
        if (c->reduction == NONE) N(stage)(c->loss_grad + i, n, g);
        else for (int k = 0; k < n; k++) g[k] = *c->loss_grad;
        for (int k = 0; k < n; k++) {
            int y = c->labels[i + k];
            T d = NEG(MUL(g[k], c->weight[y]));
            N(zero_row)(c, i + k);
            N(row)(c, i + k)[y] = c->reduction == MEAN ? DIV(d, *c->total_weight) : d;
        }
    }
}

BY_ROWS(N(rows))

#endif
