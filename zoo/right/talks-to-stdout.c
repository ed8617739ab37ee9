/*
 * zoo: talks-to-stdout
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Prints a line to stdout at every 64th call, and to stderr at every 256th: the document does not forbid it.
 */
#include "right.h"

#ifndef T
#include <stdio.h>

#define FP
#include "talks-to-stdout.c"
#define HP
#include "talks-to-stdout.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    static unsigned calls;
    if (++calls % 64 == 0) {
        printf("[nlllossgrad] batch=%d class_num=%d ok\n", c->batch, c->class_num);
        fflush(stdout);
    }
    if (calls % 256 == 0) fprintf(stderr, "nlllossgrad: %u calls\n", calls);
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
