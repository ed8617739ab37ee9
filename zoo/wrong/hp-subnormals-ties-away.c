/*
 * zoo: hp-subnormals-ties-away
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: rounds-ties-away, subnormal-result
 * held-out: yes
 * defect: Half results below the smallest normal number are made by counting steps of 2^-24, with a half added before the count is cut: a tie goes away from zero there, and to even elsewhere.
 */
#include "right.h"
#ifndef T

static float fp_narrow(float f) { return f; }
static half hp_narrow(float f) {
    float a = f < 0 ? -f : f;
    if (!(a < 0x1p-14f)) return float_to_half(f);
    half steps = (half)(a * 0x1p24f + 0.5f);
    return (half)(float_bits(f) >> 16 & 0x8000) | steps;
}

#define FP
#include "hp-subnormals-ties-away.c"
#define HP
#include "hp-subnormals-ties-away.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float d = -(LOAD(N(gradient)(c, i)) * LOAD(c->weight[c->labels[i]]));
        if (c->reduction == MEAN) d /= LOAD(*c->total_weight);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(narrow)(d);
    }
}

BY_ROWS(N(rows))

#endif
