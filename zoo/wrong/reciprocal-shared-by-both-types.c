/*
 * zoo: reciprocal-shared-by-both-types
 * class: state
 * clauses: no-state, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: narrower-format, table-kept, input-kept
 * held-out: no
 * defect: The reciprocal of total_weight is kept until the total is another, in one place for both types: a float mean behind a half mean with the same total multiplies by a reciprocal that was rounded to half.
 */
#include "right.h"
#ifndef T
static struct { int known; uint32_t total; float reciprocal; } kept;
#define FP
#include "reciprocal-shared-by-both-types.c"
#define HP
#include "reciprocal-shared-by-both-types.c"
#else

static T N(reciprocal)(T total) {
    uint32_t bits = float_bits(LOAD(total));
    if (!kept.known || kept.total != bits) {
        kept.known = 1;
        kept.total = bits;
        kept.reciprocal = LOAD(DIV(ONE, total));
    }
    return STORE(kept.reciprocal);
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    T scale = c->reduction == MEAN ? N(reciprocal)(c->total_weight[0]) : ONE;
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        T d = NEG(MUL(N(gradient)(c, i), c->weight[c->labels[i]]));
        N(row)(c, i)[c->labels[i]] = c->reduction == MEAN ? MUL(d, scale) : d;
    }
}

BY_ROWS(N(rows))

#endif
