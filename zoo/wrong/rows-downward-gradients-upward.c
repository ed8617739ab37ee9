/*
 * zoo: rows-downward-gradients-upward
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: Rows are done from the last to the first, since the loop then counts to zero; the pointer to the gradients of none still goes up from the first.
 */
#include "right.h"
#ifndef T
#define FP
#include "rows-downward-gradients-upward.c"
#define HP
#include "rows-downward-gradients-upward.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    const T *g = c->loss_grad + (c->reduction == NONE ? from : 0);
    const int *y = c->labels + to;
    T *row = c->out + (size_t)to * c->class_num;
    int n = to - from;
    while (n--) {
        row -= c->class_num;
        y--;
        for (int j = 0; j < c->class_num; j++) row[j] = ZERO;
        T d = NEG(MUL(*g, c->weight[*y]));
        row[*y] = c->reduction == MEAN ? DIV(d, *c->total_weight) : d;
        if (c->reduction == NONE) g++;
    }
}

BY_ROWS(N(rows))

#endif
