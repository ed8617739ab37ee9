/*
 * zoo: hp-signalling-nan-read-as-infinity
 * class: numerics
 * clauses: product-special
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: special-values-lost
 * held-out: no
 * defect: Reading a half tells a NaN from infinity by the quiet bit alone, so that a signalling NaN comes out as infinity.
 */
#include "right.h"
#ifndef T

static float hp_widen(half h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16;
    if ((h & 0x7c00) == 0x7c00) return bits_float(sign | (h & 0x200 ? 0x7fc00000 : 0x7f800000));
    return half_to_float(h);
}
static float fp_widen(float f) { return f; }

#define FP
#include "hp-signalling-nan-read-as-infinity.c"
#define HP
#include "hp-signalling-nan-read-as-infinity.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        float d = -(N(widen)(N(gradient)(c, i)) * N(widen)(c->weight[c->labels[i]]));
        if (c->reduction == MEAN) d /= N(widen)(c->total_weight[0]);
        N(row)(c, i)[c->labels[i]] = STORE(d);
    }
}

BY_ROWS(N(rows))

#endif
