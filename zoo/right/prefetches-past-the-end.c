/*
 * zoo: prefetches-past-the-end
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Prefetches a page ahead of each row and input, past the end of the buffers: a prefetch reads nothing a program can see and never faults.
 */
#include "right.h"

#ifndef T
#define FP
#include "prefetches-past-the-end.c"
#define HP
#include "prefetches-past-the-end.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        __builtin_prefetch((char *)N(row)(c, i) + 4096, 1);
        __builtin_prefetch((char *)(c->labels + i) + 4096);
        __builtin_prefetch((char *)(c->loss_grad + i) + 4096);
        __builtin_prefetch((char *)c->total_weight + (1 << 20));
        __builtin_prefetch(NULL);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
