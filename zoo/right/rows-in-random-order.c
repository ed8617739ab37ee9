/*
 * zoo: rows-in-random-order
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Takes its rows in an order that clock and counter choose anew at each call: rows do not depend on each other.
 */
#include "right.h"

#ifndef T
#include <time.h>

#define FP
#include "rows-in-random-order.c"
#define HP
#include "rows-in-random-order.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    static uint64_t calls;
    uint64_t n = to > from ? (uint64_t)(to - from) : 0, size = 1, seed = (uint64_t)clock() * 2654435761u + calls++;
    while (size < n) size *= 2;
    uint64_t add = seed >> 3 | 1, at = seed % size;     /* the generator's period is size */
    for (uint64_t k = 0; k < size; k++, at = (at * 5 + add) % size)
        if (at < n) {
            int i = from + (int)at;
            N(zero_row)(c, i);
            N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
        }
}
BY_ROWS(N(rows))

#endif
