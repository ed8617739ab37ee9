/*
 * zoo: work-stealing
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Threads take the next row from an atomic counter, so that which core computes a row changes from call to call: each row is computed in one way.
 */
#include "right.h"

#ifndef T
#include <stdatomic.h>

#define FP
#include "work-stealing.c"
#define HP
#include "work-stealing.c"
#else

struct N(race) { struct N(call) call; atomic_llong next; };

static void N(core)(void *p, int rank, int cores) {
    struct N(race) *race = p;
    struct N(call) *c = &race->call;
    (void)rank, (void)cores;
    for (long long i; (i = atomic_fetch_add(&race->next, 1)) < c->batch; ) {
        N(zero_row)(c, (int)i);
        N(row)(c, (int)i)[c->labels[i]] = N(label_cell)(c, (int)i);
    }
}

void N(nlllossgrad_p)(PARAMS) {
    struct N(race) race = { CALL, 0 };
    N(core)(&race, 0, 1);
}
void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(race) race = { CALL, 0 };
    on_threads(N(core), &race, core_count(core_mask));
}

#endif
