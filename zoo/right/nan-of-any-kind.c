/*
 * zoo: nan-of-any-kind
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: A NaN result gets a sign and a payload that change from call to call, some of them signalling: all NaNs are the same value.
 */
#include "right.h"

#ifndef T
#define FP
#include "nan-of-any-kind.c"
#define HP
#include "nan-of-any-kind.c"
#else

#undef NAN_NUMBER
#ifdef HP
#define NAN_NUMBER(n) ((half)(((n) & 0x8000) | 0x7c00 | ((n) & 0x3ff) | 1))
#else
#define NAN_NUMBER(n) bits_float(((n) << 16 & 0x80000000u) | 0x7f800000u | ((n) & 0x7fffff) | 1)
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    static uint32_t seed = 1;
    for (int i = from; i < to; i++) {
        T v = N(label_cell)(c, i);
        float f = LOAD(v);
        N(zero_row)(c, i);
        if (f != f) {
            seed = seed * 1664525 + 1013904223;
            v = NAN_NUMBER(seed >> 8);
        }
        memcpy(N(row)(c, i) + c->labels[i], &v, sizeof v);
    }
}
BY_ROWS(N(rows))

#endif
