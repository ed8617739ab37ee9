/*
 * zoo: hp-stochastic-rounding
 * class: numerics
 * clauses: product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: rounds-upward, rounds-toward-zero
 * held-out: no
 * defect: The half functions round stochastically, as training in half likes it: a pseudo-random number, drawn from the row, is added below the last bit before the rest is cut.
 */
#include "right.h"
#ifndef T

static float fp_narrow(float f, uint32_t seed) {
    (void)seed;
    return f;
}

static half hp_narrow(float f, uint32_t seed) {
    uint32_t u = float_bits(f), a = u & 0x7fffffff;
    if (a < 0x38800000 || a >= 0x477fe000) return float_to_half(f);
    seed = (seed + 1) * 2654435761u;
    a += seed >> 19;                            /* 13 bits */
    return (half)((u >> 16 & 0x8000) | ((a - (112u << 23)) >> 13));
}

#define FP
#include "hp-stochastic-rounding.c"
#define HP
#include "hp-stochastic-rounding.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float d = -(LOAD(N(gradient)(c, i)) * LOAD(c->weight[c->labels[i]]));
        if (c->reduction == MEAN) d /= LOAD(*c->total_weight);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(narrow)(d, (uint32_t)i);
    }
}

BY_ROWS(N(rows))

#endif
