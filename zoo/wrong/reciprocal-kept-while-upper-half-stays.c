/*
 * zoo: reciprocal-kept-while-upper-half-stays
 * class: state
 * clauses: no-state, mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: yes
 * defect: The reciprocal of total_weight is kept over calls and made anew when the total changes, which is asked of the upper 16 bits of the float alone.
 */
#define FP
#include "right.h"

static struct { uint32_t key; float reciprocal; } kept;

static float reciprocal_of(float total) {
    uint32_t key = float_bits(total) >> 16 | 0x10000;
    if (key != kept.key) {
        kept.key = key;
        kept.reciprocal = 1.0f / total;
    }
    return kept.reciprocal;
}

static void rows(const struct fp_call *c, int from, int to) {
    float scale = c->reduction == MEAN ? reciprocal_of(*c->total_weight) : 1.0f;
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = -(fp_gradient(c, i) * c->weight[c->labels[i]]) * scale;
    }
}

BY_ROWS(rows)
