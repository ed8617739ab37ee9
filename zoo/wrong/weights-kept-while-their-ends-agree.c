/*
 * zoo: weights-kept-while-their-ends-agree
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: Up to 512 weights stay on chip over calls and are fetched again if there are more or fewer of them, or if the first or the last is another than the one on chip.
 */
#include "right.h"
#ifndef T

enum { ROOM = 512 };

#define FP
#include "weights-kept-while-their-ends-agree.c"
#define HP
#include "weights-kept-while-their-ends-agree.c"
#else

static struct { T w[ROOM]; int n; } N(chip);

static const T *N(weights)(const struct N(call) *c) {
    int n = c->class_num;
    if (n > ROOM) return c->weight;
    size_t size = sizeof(T);
    int same = N(chip).n == n && !memcmp(N(chip).w, c->weight, size) && !memcmp(N(chip).w + n - 1, c->weight + n - 1, size);
    if (!same) {
        memcpy(N(chip).w, c->weight, size * n);
        N(chip).n = n;
    }
    return N(chip).w;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    const T *w = N(weights)(c);
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(N(gradient)(c, i), w[c->labels[i]]));
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = c->reduction == MEAN ? DIV(d, *c->total_weight) : d;
    }
}

BY_ROWS(N(rows))

#endif
