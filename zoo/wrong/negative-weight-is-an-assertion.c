/*
 * zoo: negative-weight-is-an-assertion
 * class: liveness
 * clauses: terminates
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: refuses-value
 * held-out: no
 * defect: It is asserted that the weights of the labels are not negative, which a forward pass with them would not have minded.
 */
#include "right.h"
#ifndef T

#include <assert.h>

#define FP
#include "negative-weight-is-an-assertion.c"
#define HP
#include "negative-weight-is-an-assertion.c"
#else

static T N(weight_of)(const struct N(call) *c, int i) {
    T w = c->weight[c->labels[i]];
    assert(!(LOAD(w) < 0));
    return w;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(N(weight_of)(c, i), N(gradient)(c, i)));
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = c->reduction == MEAN ? DIV(d, *c->total_weight) : d;
    }
}

BY_ROWS(N(rows))

#endif
