/* half from and to float. Every half is a float; the way back rounds once, to nearest, ties to even. */
#ifndef HALF_H
#define HALF_H

#include <stdint.h>
#include <string.h>

#include "nlllossgrad.h"

static inline uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline float half_to_float(half h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, exponent = h >> 10 & 31, fraction = h & 1023;
    if (exponent == 31) return float_of(sign | 0x7f800000 | fraction << 13);
    if (exponent > 0) return float_of(sign | (exponent + 127 - 15) << 23 | fraction << 13);
    return float_of(sign | bits_of((float)fraction * 0x1p-24f)); /* zero or subnormal */
}

static inline half float_to_half(float value) {
    uint32_t sign = bits_of(value) >> 16 & 0x8000, magnitude = bits_of(value) & 0x7fffffff;
    if (magnitude > 0x7f800000) return (half)(sign | 0x7e00);             /* NaN */
    if (magnitude >= bits_of(65520.0f)) return (half)(sign | 0x7c00);     /* infinity, from the midpoint above 65504 on */
    if (magnitude < bits_of(0x1p-14f))                                    /* subnormal: 0.5f has steps of 2^-24, as half here */
        return (half)(sign | (bits_of(float_of(magnitude) + 0.5f) - bits_of(0.5f)));
    magnitude += 0xfff + (magnitude >> 13 & 1);                           /* 13 bits go: up if more than half, or half and odd */
    return (half)(sign | (magnitude - ((127 - 15) << 23)) >> 13);
}

#endif
