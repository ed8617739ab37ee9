/*
 * zoo: mean-rounded-toward-zero
 * platform: mt7004
 * flags: -
 * warns: mean-accuracy, subnormals, extreme-total
 * unusual: The exact mean rounded toward zero, so always one-sided and less than one ULP off: tolerated, with a warning; sum and none round to nearest.
 */
#include "right.h"

#ifndef T
#define FP
#include "mean-rounded-toward-zero.c"
#define HP
#include "mean-rounded-toward-zero.c"
#else

#undef SMALLER
#ifdef HP
#define SMALLER(x) ((half)((x) - 1))
#define INFINITE(x) (((x) & 0x7fff) == 0x7c00)
#else
#define SMALLER(x) bits_float(float_bits(x) - 1)
#define INFINITE(x) (fabsf(x) == INFINITY)
#endif

static T N(mean)(T g, T w, T t) {
    double d = -(double)LOAD(g) * LOAD(w) / LOAD(t);
    T nearest = FROM_DOUBLE(d);
    return fabs((double)LOAD(nearest)) > fabs(d) && !INFINITE(nearest) ? SMALLER(nearest) : nearest;
}

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        N(zero_row)(c, i);
        N(row)(c, i)[y] = c->reduction == MEAN ? N(mean)(N(gradient)(c, i), c->weight[y], c->total_weight[0])
                                               : N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#undef INFINITE

#endif
