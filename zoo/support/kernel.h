/*
 * Shared by the kernels of the zoo: the element type half, the four prototypes, a way to write one body for both
 * element types, and what a kernel needs to play its cores on one host.
 *
 * A kernel for both types includes itself once for each type:
 *
 *     #include "kernel.h"
 *     #ifndef T
 *     #define FP
 *     #include "this-file.c"        // T is float, N(x) is fp_x
 *     #define HP
 *     #include "this-file.c"        // T is half,  N(x) is hp_x
 *     #else
 *     void N(nlllossgrad_p)(T *logits, ...) { ... MUL(a, b) ... }
 *     #endif
 *
 * A kernel for fp alone defines FP before it includes this header and writes its body once.
 *
 * With T come LOAD(x) (element to float), STORE(f) (float to element, rounded once), MUL, DIV, NEG (element to element,
 * correctly rounded) and ZERO.
 */
#ifndef ZOO_KERNEL_H
#define ZOO_KERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint16_t half;                          /* IEEE 754 binary16, as bits */

enum { SUM = 0, MEAN = 1, NONE = 2 };           /* reduction_type */

static inline uint32_t float_bits(float f) { uint32_t u; memcpy(&u, &f, 4); return u; }
static inline float bits_float(uint32_t u) { float f; memcpy(&f, &u, 4); return f; }

static inline float half_to_float(half h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, exponent = (h >> 10) & 31, fraction = h & 0x3ff;
    if (exponent == 31) return bits_float(sign | 0x7f800000 | fraction << 13);
    if (exponent) return bits_float(sign | (exponent + 112) << 23 | fraction << 13);
    float tiny = (float)fraction * 0x1p-24f;    /* zero or subnormal: exact */
    return sign ? -tiny : tiny;
}

/* Nearest, ties to even; subnormals kept; overflow to infinity; any NaN to a quiet NaN. */
static inline half float_to_half(float f) {
    uint32_t u = float_bits(f), a = u & 0x7fffffff;
    half sign = (half)(u >> 16 & 0x8000);
    if (a > 0x7f800000) return sign | 0x7e00;
    if (a >= 0x477ff000) return sign | 0x7c00;  /* 65520 and above */
    if (a < 0x33000000) return sign;            /* below half of the smallest subnormal */
    uint32_t exponent = a >> 23, shift = 13, fraction = a, base = 112u << 23;
    if (exponent < 113) {                       /* a subnormal result */
        shift = 126 - exponent;
        fraction = (a & 0x7fffff) | 0x800000;
        base = 0;
    }
    fraction -= base;
    uint32_t kept = fraction >> shift, rest = fraction & ((1u << shift) - 1), tie = 1u << (shift - 1);
    return sign | (half)(kept + (rest > tie || (rest == tie && (kept & 1))));
}

/* A float holds the product of two halves exactly, and their quotient with enough bits to spare: each is rounded once. */
static inline half half_mul(half a, half b) { return float_to_half(half_to_float(a) * half_to_float(b)); }
static inline half half_div(half a, half b) { return float_to_half(half_to_float(a) / half_to_float(b)); }

/* The document's prototypes. */
void hp_nlllossgrad_s(half *logits, half *loss_grad, int *labels, half *weight, half *total_weight,
                      half *logits_grad, int batch, int class_num, int reduction_type, int core_mask);
void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask);
void hp_nlllossgrad_p(half *logits, half *loss_grad, int *labels, half *weight, half *total_weight,
                      half *logits_grad, int batch, int class_num, int reduction_type);
void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type);

/* Cores. The core with the k-th set bit of the mask (from bit 0) has rank k and takes share(rows, cores, k). */
struct span { int from, to; };                  /* rows from <= i < to */

static inline int core_count(int mask) {        /* number of set bits */
    int n = 0;
    for (uint32_t m = (uint32_t)mask; m; m &= m - 1) n++;
    return n;
}
static inline int core_rank(int mask, int id) { /* number of set bits below bit id */
    return core_count((int)((uint32_t)mask & ((1u << id) - 1)));
}
static inline struct span share(int rows, int cores, int rank) {
    int each = rows / cores, more = rows % cores;   /* the first `more` cores take one row more */
    int from = rank * each + (rank < more ? rank : more);
    return (struct span){ from, from + each + (rank < more) };
}

#endif

/* The element type: set anew at each inclusion. */
#undef T
#undef N
#undef LOAD
#undef STORE
#undef MUL
#undef DIV
#undef NEG
#undef ZERO
#if defined HP
#define T half
#define N(name) hp_##name
#define LOAD(x) half_to_float(x)
#define STORE(f) float_to_half(f)
#define MUL(a, b) half_mul(a, b)
#define DIV(a, b) half_div(a, b)
#define NEG(a) ((half)((a) ^ 0x8000))
#define ZERO ((half)0)
#elif defined FP
#define T float
#define N(name) fp_##name
#define LOAD(x) (x)
#define STORE(f) (f)
#define MUL(a, b) ((a) * (b))
#define DIV(a, b) ((a) / (b))
#define NEG(a) (-(a))
#define ZERO 0.0f
#endif
