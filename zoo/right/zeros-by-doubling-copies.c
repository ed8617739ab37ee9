/*
 * zoo: zeros-by-doubling-copies
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: One cell is zeroed, and the output is copied onto itself in doubling lengths: the kernel may read back what it wrote.
 */
#include "right.h"

#ifndef T
#define FP
#include "zeros-by-doubling-copies.c"
#define HP
#include "zeros-by-doubling-copies.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    if (from == to) return;
    char *out = (char *)N(row)(c, from);
    size_t size = (size_t)((char *)N(row)(c, to) - out), done = sizeof(T);
    memset(out, 0, done);
    while (done < size) {
        size_t more = done < size - done ? done : size - done;
        memcpy(out + done, out, more);
        done += more;
    }
    for (int i = from; i < to; i++) N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
}
BY_ROWS(N(rows))

#endif
