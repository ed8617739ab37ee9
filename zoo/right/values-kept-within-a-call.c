/*
 * zoo: values-kept-within-a-call
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Sum and mean keep the value of each class in a table once a label has named it, for the rest of the same call only: nothing survives a call.
 */
#include "right.h"

#ifndef T
#define FP
#include "values-kept-within-a-call.c"
#define HP
#include "values-kept-within-a-call.c"
#else

enum { N(ENTRIES) = 256 };

static void N(run)(struct N(call) *c, int cores) {
    T value[N(ENTRIES)];
    int key[N(ENTRIES)];
    for (int k = 0; k < N(ENTRIES); k++) key[k] = -1;
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(c->batch, cores, rank);
        for (int i = s.from; i < s.to; i++) {
            int y = c->labels[i], k = y % N(ENTRIES);
            if (c->reduction == NONE || key[k] != y) {
                value[k] = N(label_cell)(c, i);
                key[k] = y;
            }
            N(zero_row)(c, i);
            N(row)(c, i)[y] = value[k];
        }
    }
}
void N(nlllossgrad_p)(PARAMS) { struct N(call) c = CALL; N(run)(&c, 1); }
void N(nlllossgrad_s)(PARAMS, int core_mask) { struct N(call) c = CALL; N(run)(&c, core_count(core_mask)); }

#endif
