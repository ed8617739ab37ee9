/*
 * zoo: bisection-of-bit-patterns
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Finds the result by bisection over all non-negative bit patterns: it is the first pattern whose midpoint to the next, times total_weight, is not below |g*w|, both sides exact in double; so sum, none and mean are the correctly rounded exact value.
 */
#include "kernel.h"

#ifndef T
#define FP
#include "bisection-of-bit-patterns.c"
#undef FP
#define HP
#include "bisection-of-bit-patterns.c"
#else

#undef FRACTION
#undef EXPONENT
#undef BITS
#ifdef HP
#define FRACTION 10
#define EXPONENT 5
#define BITS(x) ((uint32_t)(x))
#define VALUE(u) ((half)(u))
#else
#define FRACTION 23
#define EXPONENT 8
#define BITS(x) float_bits(x)
#define VALUE(u) bits_float(u)
#endif

/* The number that a pattern up to infinity's stands for, infinity being the next power of two, exactly. */
static double N(number)(uint32_t u) {
    uint64_t field = u >> FRACTION, fraction = u & ((1u << FRACTION) - 1);
    int bias = (1 << (EXPONENT - 1)) - 1;
    uint64_t unit_bits = (uint64_t)(1023 + (field ? (int)field : 1) - bias - FRACTION) << 52;
    double unit;
    memcpy(&unit, &unit_bits, sizeof unit);
    return (double)(fraction | (field ? 1ull << FRACTION : 0)) * unit;
}

static T N(nearest)(T g, T w, const T *total) {
    const uint32_t infinity = ((1u << EXPONENT) - 1) << FRACTION, top = 1u << (FRACTION + EXPONENT);
    uint32_t a = BITS(g), b = BITS(w), c = total ? BITS(*total) : ((1u << (EXPONENT - 1)) - 1) << FRACTION;
    uint32_t sign = ~(a ^ b ^ c) & top, nan = infinity | 1u << (FRACTION - 1);
    a &= top - 1, b &= top - 1, c &= top - 1;
    if (a > infinity || b > infinity || c > infinity) return VALUE(nan);
    int huge = a == infinity || b == infinity, none = !a || !b;
    if ((huge && none) || (huge && c == infinity) || (none && !c)) return VALUE(nan);
    if (huge || !c) return VALUE(sign | infinity);
    if (none || c == infinity) return VALUE(sign);

    double product = N(number)(a) * N(number)(b), divisor = N(number)(c);
    uint32_t low = 0, high = infinity;          /* the result is among low..high */
    while (low < high) {
        uint32_t k = low + (high - low) / 2;
        double bound = (N(number)(k) + N(number)(k + 1)) * 0.5 * divisor;
        if (product > bound || (product == bound && (k & 1))) low = k + 1;
        else high = k;
    }
    return VALUE(sign | low);
}

static void N(rows)(T *g, int *labels, T *w, T *t, T *out, int from, int to, int classes, int reduction) {
    for (int i = from; i < to; i++) {
        T *cell = out + (size_t)i * (size_t)classes, *end = cell + classes;
        T *at = cell + labels[i];
        T v = N(nearest)(g[reduction == NONE ? i : 0], w[labels[i]], reduction == MEAN ? t : NULL);
        for (; cell != end; cell++) *cell = cell == at ? v : ZERO;
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits;
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}
#undef VALUE
#endif
