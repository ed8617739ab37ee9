/*
 * zoo: hp-subnormal-limit-a-binade-low
 * class: numerics
 * clauses: product-rounding, mean-rounding, subnormals
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: subnormal-result
 * held-out: no
 * defect: The conversion to half takes results for normal from 2^-15 on in place of 2^-14: those in the highest binade of the subnormal numbers lose their leading bit.
 */
#include "right.h"
#ifndef T

static half hp_narrow(float f) {
    uint32_t u = float_bits(f), a = u & 0x7fffffff;
    half sign = (half)(u >> 16 & 0x8000);
    if (a > 0x7f800000) return sign | 0x7e00;
    if (a >= 0x477ff000) return sign | 0x7c00;
    if (a < 112u << 23) return sign | (half)(float_bits(bits_float(a) + 0.5f) - float_bits(0.5f));
    a += 0xfff + (a >> 13 & 1);
    return sign | (half)((a - (112u << 23)) >> 13);
}
static float fp_narrow(float f) { return f; }

#define FP
#include "hp-subnormal-limit-a-binade-low.c"
#define HP
#include "hp-subnormal-limit-a-binade-low.c"
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
