/*
 * zoo: four-chunks-a-core-rounded-down
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: remainder-of-rows, more-cores-than-rows, group-of-rows
 * held-out: no
 * defect: So that fast cores can take more, the rows go out in four chunks for each core, each of batch / (4 * cores) rows: what the division leaves is in no chunk.
 */
#define FP
#include "right.h"

struct pool { const struct fp_call *c; int next, chunks, rows; };

static int take(struct pool *p, int *from, int *to) {
    if (p->next == p->chunks) return 0;
    *from = p->next++ * p->rows;
    *to = *from + p->rows;
    return 1;
}

static void worker(struct pool *p) {
    for (int from, to; take(p, &from, &to);)
        for (int i = from; i < to; i++) {
            fp_zero_row(p->c, i);
            fp_row(p->c, i)[p->c->labels[i]] = fp_label_cell(p->c, i);
        }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    struct pool p = { &c, 0, 1, batch };
    worker(&p);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    struct pool p = { &c, 0, 4 * cores, batch / (4 * cores) };
    for (int k = 0; k < cores; k++) worker(&p);
}
