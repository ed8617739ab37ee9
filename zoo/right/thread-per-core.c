/*
 * zoo: thread-per-core
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: A real thread for each set bit of the mask, all of them joined before it returns.
 */
#include "right.h"

#ifndef T
#define FP
#include "thread-per-core.c"
#define HP
#include "thread-per-core.c"
#else

static void N(core)(void *p, int rank, int cores) {
    struct N(call) *c = p;
    struct span s = share(c->batch, cores, rank);
    for (int i = s.from; i < s.to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_THREADS(N(core))

#endif
