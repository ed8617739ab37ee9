/*
 * zoo: leaks-a-little
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Passes its values through 48 bytes of heap memory that it never frees: no clause asks a kernel to free, and no value depends on it.
 */
#include "right.h"

#ifndef T
#define FP
#include "leaks-a-little.c"
#define HP
#include "leaks-a-little.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    volatile char *scratch = malloc(48);
    if (scratch) scratch[0] = 1;
    for (int i = from; i < to; i++) {
        T v = N(label_cell)(c, i);
        if (scratch) memcpy((char *)scratch, &v, sizeof v), memcpy(&v, (char *)scratch, sizeof v);
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = v;
    }
}
BY_ROWS(N(rows))

#endif
