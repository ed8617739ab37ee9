/*
 * zoo: columns-split-among-cores
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Each core, a thread, takes some columns of every row, and the value goes to whichever core has the label: together they write every cell once.
 */
#include "right.h"

#ifndef T
#define FP
#include "columns-split-among-cores.c"
#define HP
#include "columns-split-among-cores.c"
#else

static void N(core)(void *p, int rank, int cores) {
    struct N(call) *c = p;
    struct span s = share(c->class_num, cores, rank);
    for (int i = 0; i < c->batch; i++) {
        int y = c->labels[i];
        memset(N(row)(c, i) + s.from, 0, (size_t)(s.to - s.from) * sizeof(T));
        if (y >= s.from && y < s.to) N(row)(c, i)[y] = N(label_cell)(c, i);
    }
}
BY_THREADS(N(core))

#endif
