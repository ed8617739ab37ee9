/*
 * zoo: float16-by-compiler
 * platform: mt7004
 * flags: -mf16c
 * warns: -
 * unusual: hp by the compiler's own _Float16, whose expressions it evaluates in float and rounds when they are stored: a wider type is legal.
 */
#include "right.h"

#ifndef T
#define FP
#include "float16-by-compiler.c"
#define HP
#include "float16-by-compiler.c"
#else

#undef REAL
#ifdef HP
#define REAL _Float16
#else
#define REAL float
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    const REAL *loss_grad = (const REAL *)c->loss_grad, *weight = (const REAL *)c->weight;
    const REAL *total = (const REAL *)c->total_weight;
    REAL *out = (REAL *)c->out;
    for (int i = from; i < to; i++) {
        REAL g = loss_grad[c->reduction == NONE ? i : 0], w = weight[c->labels[i]];
        REAL *row = out + (size_t)i * c->class_num;
        for (int j = 0; j < c->class_num; j++) row[j] = 0;
        if (c->reduction == MEAN) row[c->labels[i]] = -g * w / *total;
        else row[c->labels[i]] = -g * w;
    }
}
BY_ROWS(N(rows))

#endif
