/*
 * zoo: forty-bit-register-rounded-twice
 * class: numerics
 * clauses: product-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: rounds-twice
 * held-out: yes
 * defect: A product goes to a register of 40 bits, whose fraction has 31 places and is rounded, and from there to memory as a float, rounded again.
 */
#define FP
#include "right.h"

static float through_40_bits(double exact) {
    uint64_t u;
    memcpy(&u, &exact, sizeof u);
    uint64_t rest = u & 0x1fffff, tie = 0x100000;   /* 52 - 31 places */
    if ((u >> 52 & 0x7ff) == 0x7ff) return (float)exact;
    u -= rest;
    if (rest > tie || (rest == tie && (u >> 21 & 1))) u += 0x200000;
    memcpy(&exact, &u, sizeof u);
    return (float)exact;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float d = -through_40_bits((double)fp_gradient(c, i) * c->weight[c->labels[i]]);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / *c->total_weight : d;
    }
}

BY_ROWS(rows)
