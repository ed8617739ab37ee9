/*
 * zoo: cells-by-grid-stride
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: A thread takes every n-th cell of the whole output, as a grid of an accelerator does: neighbouring cells, halves of one word too, are stored by different threads at once.
 */
#include "right.h"

#ifndef T
#define FP
#include "cells-by-grid-stride.c"
#define HP
#include "cells-by-grid-stride.c"
#else

static void N(cells)(void *p, int rank, int cores) {
    struct N(call) *c = p;
    size_t n = (size_t)c->batch * (size_t)c->class_num, classes = (size_t)c->class_num;
    for (size_t k = (size_t)rank; k < n; k += (size_t)cores) {
        int i = (int)(k / classes), j = (int)(k % classes);
        c->out[k] = j == c->labels[i] ? N(label_cell)(c, i) : ZERO;
    }
}
BY_THREADS(N(cells))

#endif
