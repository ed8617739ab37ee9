/*
 * zoo: fill-length-of-first-share
 * class: zero-fill
 * clauses: in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-too-long, store-past-end
 * held-out: no
 * defect: The length of the zero-fill is worked out once, for the first share, which is the longest: the last core zeroes a row behind the output when its own share is shorter.
 */
#define FP
#include "right.h"

struct plan { struct span rows; size_t fill_bytes; };

static void run(const struct fp_call *c, const struct plan *p) {
    memset(fp_row(c, p->rows.from), 0, p->fill_bytes);
    for (int i = p->rows.from; i < p->rows.to; i++) fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    struct plan p = { { 0, batch }, sizeof(float) * batch * class_num };
    run(&c, &p);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    struct plan plans[32];
    int cores = core_count(core_mask);
    struct span first = share(batch, cores, 0);
    for (int k = 0; k < cores; k++) {
        plans[k].rows = share(batch, cores, k);
        plans[k].fill_bytes = sizeof(float) * (first.to - first.from) * class_num;
        if (plans[k].rows.from == plans[k].rows.to) plans[k].fill_bytes = 0;
    }
    for (int k = 0; k < cores; k++) run(&c, &plans[k]);
}
