/*
 * zoo: longer-shares-last-starts-as-if-first
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: share-boundary, remainder-of-rows
 * held-out: no
 * defect: The last batch % cores shares are one row longer, but where shares begin is worked out as if the first ones were, so that rows between them are skipped.
 */
#include "right.h"
#ifndef T
#define FP
#include "longer-shares-last-starts-as-if-first.c"
#define HP
#include "longer-shares-last-starts-as-if-first.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}

void N(nlllossgrad_p)(PARAMS) {
    struct N(call) c = CALL;
    N(rows)(&c, 0, batch);
}

void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    int cores = core_count(core_mask), each = batch / cores, more = batch % cores;
    for (int k = 0; k < cores; k++) {
        int from = k * each + (k < more ? k : more);
        int count = each + (k >= cores - more);
        N(rows)(&c, from, from + count < batch ? from + count : batch);
    }
}

#endif
