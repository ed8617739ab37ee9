/*
 * zoo: weights-in-block-floating-point
 * class: numerics
 * clauses: product-rounding, mean-rounding, weight-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: narrower-format, small-normals-flushed, unused-elements-leak
 * held-out: no
 * defect: Weights are held in blocks of 16 classes with one exponent, that of the largest, and 24 bits for each: a weight that is smaller than its neighbours loses lower bits, or all.
 */
#define FP
#include "right.h"

enum { BLOCK = 16 };

static inline int exponent_of(float f) {            /* as of the smallest normal for what lies below it */
    int e = float_bits(f) >> 23 & 255;
    return (e ? e : 1) - 127;
}
static inline double power(int e) {
    uint64_t u = (uint64_t)(e + 1023) << 52;
    double d;
    memcpy(&d, &u, sizeof d);
    return d;
}

/* Weight k as the table has it; what is not finite is kept as it is. */
static float from_table(const float *w, int classes, int k) {
    if (exponent_of(w[k]) == 128) return w[k];
    int first = k / BLOCK * BLOCK, end = first + BLOCK < classes ? first + BLOCK : classes, e = -126;
    for (int j = first; j < end; j++) {
        int own = exponent_of(w[j]);
        if (own < 128 && own > e) e = own;
    }
    double scaled = w[k] * power(23 - e);
    int32_t fraction = (int32_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    return (float)(fraction * power(e - 23));
}

static void fp_rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        fp_zero_row(c, i);
        float d = -(fp_gradient(c, i) * from_table(c->weight, c->class_num, y));
        fp_row(c, i)[y] = c->reduction == MEAN ? d / c->total_weight[0] : d;
    }
}

BY_ROWS(fp_rows)
