/*
 * zoo: rows-interleaved
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: The core of rank k takes rows k, k + n, k + 2n, the highest core first: which core computes a row is free.
 */
#include "right.h"

#ifndef T
#define FP
#include "rows-interleaved.c"
#define HP
#include "rows-interleaved.c"
#else

void N(nlllossgrad_p)(PARAMS) {
    struct N(call) c = CALL;
    for (int i = 0; i < batch; i++) {
        N(zero_row)(&c, i);
        N(row)(&c, i)[labels[i]] = N(label_cell)(&c, i);
    }
}
void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    int cores = core_count(core_mask);
    for (int rank = cores - 1; rank >= 0; rank--)
        for (int i = rank; i < batch; i += cores) {
            N(zero_row)(&c, i);
            N(row)(&c, i)[labels[i]] = N(label_cell)(&c, i);
        }
}

#endif
