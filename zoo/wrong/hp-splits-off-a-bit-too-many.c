/*
 * zoo: hp-splits-off-a-bit-too-many
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -ffp-contract=off
 * cause: narrower-format, rounds-twice
 * held-out: no
 * defect: The float is rounded to the bits of a half by splitting it with a factor of 2^14 + 1 in place of 2^13 + 1: a bit more is split off, and results have ten bits in place of eleven.
 */
#include "right.h"
#ifndef T

static half hp_narrow(float f) {
    uint32_t a = float_bits(f) & 0x7fffffff;
    if (a >= 0x47800000 || a < 0x38800000) return float_to_half(f);     /* 2^16 and above, NaN; below 2^-14 */
    float big = f * 16385.0f;
    float high = big - (big - f);
    uint32_t u = float_bits(high);
    half sign = (half)(u >> 16 & 0x8000);
    u &= 0x7fffffff;
    if (u >= 0x47800000) return sign | 0x7c00;
    return sign | (half)((u - (112u << 23)) >> 13);
}
static float fp_narrow(float f) { return f; }

#define FP
#include "hp-splits-off-a-bit-too-many.c"
#define HP
#include "hp-splits-off-a-bit-too-many.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        float d = -(LOAD(N(gradient)(c, i)) * LOAD(c->weight[c->labels[i]]));
        if (c->reduction == MEAN) d /= LOAD(c->total_weight[0]);
        N(row)(c, i)[c->labels[i]] = N(narrow)(d);
    }
}

BY_ROWS(N(rows))

#endif
