/*
 * zoo: first-gradient-tile-not-waited-for
 * class: state
 * clauses: no-state, reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept, uninitialised, loss-grad-of-another-row
 * held-out: no
 * defect: In none gradients come in tiles of 32 through two static buffers; the wait stands behind the switch of buffers, so that the first tile of a share is used before it has come, with what an earlier tile left there.
 */
#define FP
#include "right.h"

enum { TILE = 32 };

static float buffers[2][TILE];
static struct { const float *from; float *to; int n; } pending;

static void start(const float *from, float *to, int n) {
    pending.from = from;
    pending.to = to;
    pending.n = n;
}

static void wait(void) {
    if (pending.n > 0) memcpy(pending.to, pending.from, sizeof(float) * pending.n);
    pending.n = 0;
}

static void rows(const struct fp_call *c, int from, int to) {
    int turn = 0, none = c->reduction == NONE;
    if (none && from < to) start(c->loss_grad + from, buffers[0], to - from < TILE ? to - from : TILE);
    for (int i = from; i < to; i += TILE, turn ^= 1) {
        int n = to - i < TILE ? to - i : TILE, left = to - i - n;
        for (int k = 0; k < n; k++) {
            float g = none ? buffers[turn][k] : *c->loss_grad;
            float d = -(g * c->weight[c->labels[i + k]]);
            fp_zero_row(c, i + k);
            fp_row(c, i + k)[c->labels[i + k]] = c->reduction == MEAN ? d / *c->total_weight : d;
        }
        wait();
        if (none && left > 0) start(c->loss_grad + i + n, buffers[turn ^ 1], left < TILE ? left : TILE);
        wait();
    }
}

BY_ROWS(rows)
