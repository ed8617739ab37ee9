/*
 * zoo: reciprocal-magic-constant
 * platform: mt7004
 * flags: -
 * warns: mean-accuracy
 * unusual: Order E in float with a reciprocal from a magic integer and four Newton steps, taken out of the loop, and a division near overflow: within 2.5 ULP, hence tolerated in mean.
 */
#include "right.h"

#ifndef T
static float reciprocal(float t) {
    float size = fabsf(t);
    if (!(size >= 0x1p-126f && size < 0x1p124f)) return 1.0f / t;
    float r = bits_float(0x7ef311c7u - float_bits(size));
    for (int k = 0; k < 4; k++) r = r + r * (1.0f - size * r);
    return copysignf(r, t);
}

#define FP
#include "reciprocal-magic-constant.c"
#define HP
#include "reciprocal-magic-constant.c"
#else

#undef NEAR_OVERFLOW
#ifdef HP
#define NEAR_OVERFLOW 0x1p15f
#else
#define NEAR_OVERFLOW 0x1p126f
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    float r = c->reduction == MEAN ? reciprocal(LOAD(c->total_weight[0])) : 1.0f;
    for (int i = from; i < to; i++) {
        float g = LOAD(N(gradient)(c, i)), w = LOAD(c->weight[c->labels[i]]);
        float v = -(g * r) * w;
        if (c->reduction == MEAN && fabsf(v) >= NEAR_OVERFLOW) v = -(g / LOAD(c->total_weight[0])) * w;
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = STORE(v);
    }
}
BY_ROWS(N(rows))

#endif
