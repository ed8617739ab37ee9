/*
 * zoo: exact-by-long-double
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: The x87 unit computes in 64-bit precision and rounds once; that is enough to round the exact value correctly, which is legal.
 */
#include "right.h"

#ifndef T
static inline float long_double_to_float(long double d) { return (float)d; }
static inline half long_double_to_half(long double d) {     /* through a float rounded to odd */
    float f = (float)d;
    uint32_t u = float_bits(f);
    if (d == d && (long double)f != d) {
        if (fabsl((long double)f) > fabsl(d)) u--;
        u |= 1;
    }
    return float_to_half(bits_float(u));
}

#define FP
#include "exact-by-long-double.c"
#define HP
#include "exact-by-long-double.c"
#else

#undef TO_ELEMENT
#ifdef HP
#define TO_ELEMENT(d) long_double_to_half(d)
#else
#define TO_ELEMENT(d) long_double_to_float(d)
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    T t = c->total_weight[0];
    for (int i = from; i < to; i++) {
        T g = N(gradient)(c, i), w = c->weight[c->labels[i]];
        T *cell = N(row)(c, i) + c->labels[i];
        N(zero_row)(c, i);
        if (c->reduction == MEAN) *cell = TO_ELEMENT(-((long double)LOAD(g) * LOAD(w)) / LOAD(t));
        else *cell = TO_ELEMENT(-((long double)LOAD(g) * LOAD(w)));
    }
}
BY_ROWS(N(rows))

#endif
