/*
 * zoo: fill-all-then-scatter
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: All cores first zero the output in equal parts that cut through rows, then, once all have finished, each scatters its own rows: the join between keeps a zero from landing on a value.
 */
#include "right.h"

#ifndef T
#define FP
#include "fill-all-then-scatter.c"
#define HP
#include "fill-all-then-scatter.c"
#else

static void N(fill)(void *p, int rank, int cores) {
    struct N(call) *c = p;
    size_t cells = (size_t)c->batch * c->class_num, from = cells / cores * rank;
    size_t to = rank == cores - 1 ? cells : cells / cores * (rank + 1);
    memset(c->out + from, 0, (to - from) * sizeof(T));
}
static void N(scatter)(void *p, int rank, int cores) {
    struct N(call) *c = p;
    for (int i = rank; i < c->batch; i += cores) N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
}

void N(nlllossgrad_p)(PARAMS) {
    struct N(call) c = CALL;
    N(fill)(&c, 0, 1);
    N(scatter)(&c, 0, 1);
}
void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    on_threads(N(fill), &c, core_count(core_mask));
    on_threads(N(scatter), &c, core_count(core_mask));
}

#endif
