/*
 * zoo: hp-underflow-shift-wraps
 * class: numerics
 * clauses: product-rounding, mean-rounding, subnormals
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: subnormal-result, integer-too-narrow, sticky-bits-lost
 * held-out: no
 * defect: Halves are multiplied as integers, and the product is shifted to its place by the shifter, which looks at five bits of the distance: what lies 32 places or more below comes back as a number.
 */
#include "right.h"
#ifndef T

struct unpacked { uint32_t fraction; int exponent; };       /* fraction has bit 10 set */

static struct unpacked unpack(half h) {
    uint32_t fraction = h & 0x3ff;
    int exponent = h >> 10 & 31;
    if (exponent) return (struct unpacked){ fraction | 0x400, exponent - 25 };
    int up = __builtin_clz(fraction) - 21;
    return (struct unpacked){ fraction << up, -24 - up };
}

static half hp_multiply(half a, half b) {
    half sign = (a ^ b) & 0x8000;
    if ((a & 0x7c00) == 0x7c00 || (b & 0x7c00) == 0x7c00 || !(a & 0x7fff) || !(b & 0x7fff)) return half_mul(a, b);
    struct unpacked x = unpack(a), y = unpack(b);
    uint32_t p = x.fraction * y.fraction;                   /* 2^20 <= p < 2^22 */
    int exponent = x.exponent + y.exponent, last = 21 - __builtin_clz(p) + exponent;
    if (last < -24) last = -24;
    int shift = (last - exponent) & 31;
    uint32_t kept = p >> shift, rest = p & ((1u << shift) - 1), tie = 1u << shift >> 1;
    kept += rest > tie || (rest == tie && (kept & 1));
    uint32_t bits = ((uint32_t)(last + 24) << 10) + kept;
    return sign | (half)(bits < 0x7c00 ? bits : 0x7c00);
}
static float fp_multiply(float a, float b) { return a * b; }

#define FP
#include "hp-underflow-shift-wraps.c"
#define HP
#include "hp-underflow-shift-wraps.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        T d = NEG(N(multiply)(N(gradient)(c, i), c->weight[c->labels[i]]));
        N(row)(c, i)[c->labels[i]] = c->reduction == MEAN ? DIV(d, c->total_weight[0]) : d;
    }
}

BY_ROWS(N(rows))

#endif
