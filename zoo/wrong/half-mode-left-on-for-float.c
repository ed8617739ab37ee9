/*
 * zoo: half-mode-left-on-for-float
 * class: state
 * clauses: no-state, product-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: mode-kept, narrower-format
 * held-out: no
 * defect: The half functions set the multiplier to half results and the float functions do not set it back: behind a half call float products are rounded to half.
 */
#include "right.h"
#ifndef T

static int multiplier_in_half;

static float multiply(float a, float b) {
    float p = a * b;
    return multiplier_in_half ? half_to_float(float_to_half(p)) : p;
}

static void fp_prepare(void) {}
static void hp_prepare(void) { multiplier_in_half = 1; }

#define FP
#include "half-mode-left-on-for-float.c"
#define HP
#include "half-mode-left-on-for-float.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    N(prepare)();
    for (int i = from; i < to; i++) {
        T d = STORE(-multiply(LOAD(N(gradient)(c, i)), LOAD(c->weight[c->labels[i]])));
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = c->reduction == MEAN ? DIV(d, *c->total_weight) : d;
    }
}

BY_ROWS(N(rows))

#endif
