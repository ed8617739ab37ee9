/*
 * zoo: rows-dealt-in-turns-by-exclusive-or
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: core-missing, remainder-of-rows
 * held-out: yes
 * defect: Rows are dealt to the cores in turns, and in every other turn neighbours change places, by the lowest bit of their rank, to spread the load on the banks: with an odd number of cores the last one has no neighbour, and its row is not done.
 */
#define FP
#include "right.h"

static void put(const struct fp_call *c, int i) {
    if (i >= c->batch) return;
    fp_zero_row(c, i);
    fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
}

static void core(const struct fp_call *c, int rank, int cores) {
    for (int turn = 0; turn * cores < c->batch; turn++) put(c, turn * cores + (rank ^ (turn & (cores > 1))));
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    core(&c, 0, 1);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) core(&c, k, cores);
}
