/*
 * zoo: scalar-divided-anew-for-each-tile
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: divided-twice
 * held-out: no
 * defect: In mean the scalar gradient is divided by total_weight where a tile of 32 rows begins, in the variable that holds it: the second tile of a share has it divided twice, the third three times.
 */
#define FP
#include "right.h"

enum { TILE = 32 };

static void tile(const struct fp_call *c, int i, int n, float g) {
    for (int k = i; k < i + n; k++) {
        float gk = c->reduction == NONE ? c->loss_grad[k] : g;
        fp_zero_row(c, k);
        fp_row(c, k)[c->labels[k]] = -(gk * c->weight[c->labels[k]]);
    }
}

static void rows(const struct fp_call *c, int from, int to) {
    float g = c->loss_grad[0];
    for (int i = from; i < to; i += TILE) {
        if (c->reduction == MEAN) g /= *c->total_weight;
        tile(c, i, to - i < TILE ? to - i : TILE, g);
    }
}

BY_ROWS(rows)
