/*
 * zoo: output-anded-with-zero
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Reads each old output cell as an integer and clears it by and: whatever stood there becomes 0.
 */
#include "right.h"

#ifndef T
#define FP
#include "output-anded-with-zero.c"
#define HP
#include "output-anded-with-zero.c"
#else

#undef BITS
#ifdef HP
#define BITS volatile uint16_t
#else
#define BITS volatile uint32_t
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        BITS *row = (BITS *)N(row)(c, i);
        for (int j = 0; j < c->class_num; j++) row[j] = row[j] & 0;
        T v = N(label_cell)(c, i);
        memcpy(N(row)(c, i) + c->labels[i], &v, sizeof v);
    }
}
BY_ROWS(N(rows))

#endif
