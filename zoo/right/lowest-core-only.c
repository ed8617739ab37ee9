/*
 * zoo: lowest-core-only
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Every core of the mask starts, all but the lowest return at once, and that one computes all rows: any mask gives the same values.
 */
#include "right.h"

#ifndef T
#define FP
#include "lowest-core-only.c"
#define HP
#include "lowest-core-only.c"
#else

static void N(core)(struct N(call) *c, int mask, int id) {
    if (id != __builtin_ctz((unsigned)mask)) return;
    for (int i = 0; i < c->batch; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
void N(nlllossgrad_p)(PARAMS) { struct N(call) c = CALL; N(core)(&c, 1, 0); }
void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    for (int id = 31; id >= 0; id--)
        if ((uint32_t)core_mask >> id & 1) N(core)(&c, core_mask, id);
}

#endif
