/*
 * zoo: gradient-prefetch-by-what-is-left-now
 * class: memory
 * clauses: in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: over-read-loss-grad
 * held-out: yes
 * defect: In none gradients come in tiles of 64 through two buffers; the length of the tile that is fetched ahead is cut by the rows left from the present tile on, not from its own, so that the last tile is fetched from beyond the end.
 */
#define FP
#include "right.h"

enum { TILE = 64 };

static inline int least(int a, int b) { return a < b ? a : b; }

static void dma(volatile float *to, const float *from, int n) {
    for (int k = 0; k < n; k++) to[k] = from[k];
}

static void fp_rows(const struct fp_call *c, int from, int to) {
    volatile float buffer[2][TILE];
    int now = 0;
    if (c->reduction == NONE && from < to) dma(buffer[now], c->loss_grad + from, least(TILE, to - from));
    for (int tile = from; tile < to; tile += TILE) {
        int left = to - tile, n = least(TILE, left);
        if (c->reduction == NONE && left > TILE) dma(buffer[now ^ 1], c->loss_grad + tile + TILE, least(TILE, left));
        for (int k = 0; k < n; k++) {
            int i = tile + k, y = c->labels[i];
            float g = c->reduction == NONE ? buffer[now][k] : c->loss_grad[0];
            float d = -(g * c->weight[y]);
            fp_zero_row(c, i);
            fp_row(c, i)[y] = c->reduction == MEAN ? d / c->total_weight[0] : d;
        }
        now ^= 1;
    }
}

BY_ROWS(fp_rows)
