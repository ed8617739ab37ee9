/*
 * zoo: exact-by-integers
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: No floating point at all: operands are taken apart, multiplied and divided as integers, and the exact value is rounded once; the correctly rounded exact value is legal.
 */
#include "right.h"

#ifndef T
#define FP
#include "exact-by-integers.c"
#define HP
#include "exact-by-integers.c"
#else

#undef BITS
#undef FRACTION
#undef EXPONENT
#ifdef HP
#define FRACTION 10
#define EXPONENT 5
#define BITS(x) (x)
#define VALUE(u) ((half)(u))
#else
#define FRACTION 23
#define EXPONENT 8
#define BITS(x) float_bits(x)
#define VALUE(u) bits_float(u)
#endif

static T N(exact)(T a, T b, const T *divisor) {
    const uint32_t infinity = ((1u << EXPONENT) - 1) << FRACTION, one = ((1u << (EXPONENT - 1)) - 1) << FRACTION;
    uint32_t operand[3] = { BITS(a), BITS(b), divisor ? BITS(*divisor) : one }, sign = 0;
    uint64_t m[3];
    int e[3], zero[3], infinite[3];
    const int least = 2 - (1 << (EXPONENT - 1)) - FRACTION;     /* exponent of the smallest subnormal */
    for (int k = 0; k < 3; k++) {
        uint32_t u = operand[k] & ((1u << (FRACTION + EXPONENT)) - 1), field = u >> FRACTION;
        if (u > infinity) return VALUE(infinity | 1u << (FRACTION - 1));
        sign ^= operand[k] >> (FRACTION + EXPONENT);
        zero[k] = !u;
        infinite[k] = u == infinity;
        m[k] = (u & ((1u << FRACTION) - 1)) | (field ? 1u << FRACTION : 0);
        e[k] = least + (field ? (int)field - 1 : 0);
    }
    sign = !sign;
    int zero_product = zero[0] || zero[1], infinite_product = infinite[0] || infinite[1];
    if ((zero_product && (infinite_product || zero[2])) || (infinite_product && infinite[2]))
        return VALUE(infinity | 1u << (FRACTION - 1));
    sign <<= FRACTION + EXPONENT;
    if (infinite_product || zero[2]) return VALUE(sign | infinity);
    if (zero_product || infinite[2]) return VALUE(sign);

    unsigned __int128 n = (unsigned __int128)(m[0] * m[1]) << 64;
    int exponent = e[0] + e[1] - e[2] - 64, length = 0;
    n = n / m[2] | (n % m[2] != 0);
    for (unsigned __int128 x = n; x; x >>= 1) length++;
    int last = exponent + length - FRACTION - 1;                /* exponent of the result's last place */
    if (last < least) last = least;
    int shift = last - exponent;                                /* at least 1: n has 64 places more than it needs */
    unsigned __int128 kept = 0, rest = 1, tie = 2;
    if (shift < 128) {
        tie = (unsigned __int128)1 << (shift - 1);
        kept = n >> (shift - 1) >> 1;
        rest = n & ((tie << 1) - 1);
    }
    uint64_t bits = ((uint64_t)(last - least) << FRACTION) + (uint64_t)kept;
    bits += rest > tie || (rest == tie && (kept & 1));
    return VALUE(sign | (uint32_t)(bits > infinity ? infinity : bits));
}

static void N(rows)(struct N(call) *c, int from, int to) {
    const T *divisor = c->reduction == MEAN ? c->total_weight : NULL;
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(exact)(N(gradient)(c, i), c->weight[c->labels[i]], divisor);
    }
}
BY_ROWS(N(rows))

#undef VALUE

#endif
