/*
 * zoo: leaves-flags-raised
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Sets round-to-nearest for itself, restores the caller's mode, and leaves exception flags and errno as they fall: they are no part of the result.
 */
#include "right.h"

#ifndef T
#include <errno.h>
#include <fenv.h>

#define FP
#include "leaves-flags-raised.c"
#define HP
#include "leaves-flags-raised.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    int mode = fegetround();
    fesetround(FE_TONEAREST);
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
    fesetround(mode);
    feraiseexcept(FE_ALL_EXCEPT);
    errno = ERANGE;
}
BY_ROWS(N(rows))

#endif
