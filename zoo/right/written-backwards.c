/*
 * zoo: written-backwards
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Rows from the last to the first, each zeroed from its end by a string instruction with the direction flag set, which is cleared again before anything else runs.
 */
#include "right.h"

#ifndef T
#define FP
#include "written-backwards.c"
#define HP
#include "written-backwards.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = to; i-- > from; ) {
        void *last = N(row)(c, i) + (c->class_num - 1);
        size_t count = (size_t)c->class_num;
#ifdef HP
        __asm__ volatile ("std; rep stosw; cld" : "+D"(last), "+c"(count) : "a"(0) : "memory", "cc");
#else
        __asm__ volatile ("std; rep stosl; cld" : "+D"(last), "+c"(count) : "a"(0) : "memory", "cc");
#endif
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
