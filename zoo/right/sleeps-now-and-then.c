/*
 * zoo: sleeps-now-and-then
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Sleeps for three milliseconds at every 50th call, half way through its rows: slow, but it returns with all done.
 */
#include "right.h"

#ifndef T
#include <time.h>

#define FP
#include "sleeps-now-and-then.c"
#define HP
#include "sleeps-now-and-then.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    static unsigned calls;
    calls++;
    for (int i = from; i < to; i++) {
        if (calls % 50 == 0 && i == from + (to - from) / 2) nanosleep(&(struct timespec){ 0, 3000000 }, NULL);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
