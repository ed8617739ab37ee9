/*
 * zoo: hp-weight-gather-scaled-for-float
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, weight-extent, in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-weight, over-read-weight
 * held-out: yes
 * defect: The gather of weights takes byte offsets, which are the labels shifted by two in the half functions as well: they get the weight at twice the label, for the upper classes from behind the weights.
 */
#include "right.h"
#ifndef T
#define FP
#include "hp-weight-gather-scaled-for-float.c"
#define HP
#include "hp-weight-gather-scaled-for-float.c"
#else

static void N(gather)(T *to, const T *base, const uint32_t *offset, int n) {
    for (int lane = 0; lane < n; lane++) memcpy(&to[lane], (const char *)base + offset[lane], sizeof(T));
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i += 8) {
        int n = to - i < 8 ? to - i : 8;
        uint32_t offset[8];
        T w[8];
        for (int lane = 0; lane < n; lane++) offset[lane] = (uint32_t)c->labels[i + lane] << 2;
        N(gather)(w, c->weight, offset, n);
        for (int lane = 0; lane < n; lane++) {
            N(zero_row)(c, i + lane);
            T d = NEG(MUL(N(gradient)(c, i + lane), w[lane]));
            if (c->reduction == MEAN) d = DIV(d, c->total_weight[0]);
            N(row)(c, i + lane)[c->labels[i + lane]] = d;
        }
    }
}

BY_ROWS(N(rows))

#endif
