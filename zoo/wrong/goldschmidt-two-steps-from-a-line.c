/*
 * zoo: goldschmidt-two-steps-from-a-line
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -lm
 * cause: quotient-inaccurate
 * held-out: no
 * defect: The division of mean scales total_weight to 0.5 to 1, begins with a line for its reciprocal, good to four bits, and takes two steps, which make it sixteen.
 */
#define FP
#include "right.h"

static float divide(float n, float t) {
    int e;
    float d = frexpf(t, &e);
    if (!(fabsf(t) >= 0x1p-126f) || isinf(t)) return n / t;
    float sign = d < 0 ? -1.0f : 1.0f;
    d *= sign;
    float f = 48.0f / 17.0f - 32.0f / 17.0f * d, x = f;
    for (int step = 0; step < 2; step++) x = x * (2.0f - d * x);
    return ldexpf(n * (x * sign), -e);
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float d = -(fp_gradient(c, i) * c->weight[c->labels[i]]);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? divide(d, *c->total_weight) : d;
    }
}

BY_ROWS(rows)
