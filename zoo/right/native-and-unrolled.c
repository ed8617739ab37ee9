/*
 * zoo: native-and-unrolled
 * platform: mt7004
 * flags: -O3 -march=native -funroll-loops
 * warns: -
 * unusual: A plain loop that the compiler turns into whatever vectors the host has: no flag lets it change a value.
 */
#include "right.h"

#ifndef T
#define FP
#include "native-and-unrolled.c"
#define HP
#include "native-and-unrolled.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    const T *restrict loss_grad = c->loss_grad, *restrict weight = c->weight;
    const int *restrict labels = c->labels;
    T *restrict out = c->out;
    const T total = c->total_weight[0];
    const int n = c->class_num, mean = c->reduction == MEAN, step = c->reduction == NONE;
    for (int i = from; i < to; i++) {
        T v = NEG(MUL(loss_grad[step ? i : 0], weight[labels[i]]));
        if (mean) v = DIV(v, total);
        for (int j = 0; j < n; j++) out[(int64_t)i * n + j] = labels[i] == j ? v : ZERO;
    }
}
BY_ROWS(N(rows))

#endif
