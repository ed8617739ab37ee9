/*
 * zoo: hp-sign-mask-of-a-float
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: sign-missing
 * held-out: yes
 * defect: The sign is changed by flipping a bit whose mask is the one of a float; cut to 16 bits it is zero, so that half results keep their sign.
 */
#include "right.h"
#ifndef T

#define SIGN_BIT 0x80000000u
static float fp_flip(float f) { return bits_float(float_bits(f) ^ SIGN_BIT); }
static half hp_flip(half h) { return (half)(h ^ SIGN_BIT); }

#define FP
#include "hp-sign-mask-of-a-float.c"
#define HP
#include "hp-sign-mask-of-a-float.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        T d = N(flip)(MUL(N(gradient)(c, i), c->weight[y]));
        N(zero_row)(c, i);
        N(row)(c, i)[y] = c->reduction == MEAN ? DIV(d, *c->total_weight) : d;
    }
}

BY_ROWS(N(rows))

#endif
