/*
 * zoo: minus-zero-by-negation
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Builds each row with plus signs and then multiplies it all by -1, so that off-label cells become -0: negation is exact, and +0 and -0 are the same value.
 */
#include "right.h"

#ifndef T
#define FP
#include "minus-zero-by-negation.c"
#define HP
#include "minus-zero-by-negation.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i), v = NEG(N(label_cell)(c, i));
        for (int j = 0; j < c->class_num; j++) {
            T one_hot = j == c->labels[i] ? v : ZERO;
            row[j] = MUL(one_hot, NEG(ONE));
        }
    }
}
BY_ROWS(N(rows))

#endif
