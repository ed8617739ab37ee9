/*
 * zoo: aligned-to-16
 * platform: ft78ne
 * flags: -
 * warns: over-read
 * unusual: Loads and stores by movaps, which faults unless every buffer it touches is aligned to 16 bytes, and reads whole vectors, which stay within the last aligned block: alignment is the kernel's choice up to the guaranteed 64.
 */
#define FP
#include "right.h"
#include <immintrin.h>

static __m128 load(const float *base, int element) {      /* the vector that holds the element, by number from base */
    __m128 v;
    __asm__ volatile ("movaps %1, %0" : "=x"(v) : "m"(*(const __m128 *)(base + element / 4 * 4)));
    return v;
}
static float pick(const float *base, int element) {
    float v[4];
    _mm_storeu_ps(v, load(base, element));
    return v[element % 4];
}

static void rows(struct fp_call *c, int from, int to) {
    float *p = fp_row(c, from), *end = fp_row(c, to);
    if (from >= to) return;
    float g0 = pick(c->loss_grad, 0), t = pick(c->total_weight, 0);
    for (; p < end && (p - c->out) % 4; p++) *p = 0;
    for (; end - p >= 4; p += 4)
        __asm__ volatile ("movaps %1, %0" : "=m"(*(__m128 *)p) : "x"(_mm_setzero_ps()));
    for (; p < end; p++) *p = 0;
    for (int i = from; i < to; i++) {
        float g = c->reduction == NONE ? pick(c->loss_grad, i) : g0, bits = pick((const float *)c->labels, i);
        int y = (int)float_bits(bits);
        float v = g * -pick(c->weight, y);
        fp_row(c, i)[y] = c->reduction == MEAN ? v / t : v;
    }
}
BY_ROWS(rows)
