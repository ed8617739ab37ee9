/*
 * zoo: quotient-by-logarithms
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -lm
 * cause: quotient-inaccurate
 * held-out: yes
 * defect: Mean divides magnitudes by the difference of their binary logarithms, which the unit has and a division it has not; the sign is put back, but the logarithm's error grows with the exponent.
 */
#define FP
#include "right.h"

static float quotient(float a, float b) {
    if (a == 0 || b == 0 || !isfinite(a) || !isfinite(b)) return a / b;
    float q = exp2f(log2f(fabsf(a)) - log2f(fabsf(b)));
    return signbit(a) != signbit(b) ? -q : q;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float d = -(fp_gradient(c, i) * c->weight[c->labels[i]]);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? quotient(d, *c->total_weight) : d;
    }
}

BY_ROWS(rows)
