/*
 * zoo: column-stripes-of-cores-leave-the-rest
 * class: zero-fill
 * clauses: output-extent, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: remainder-of-columns, zero-fill-too-short, remainder-of-rows
 * held-out: no
 * defect: The cores zero the output in stripes of class_num / cores columns over all rows before they scatter their rows; the class_num % cores columns on the right are in no stripe.
 */
#define FP
#include "right.h"

static void zero_stripe(const struct fp_call *c, int first, int width) {
    for (int i = 0; i < c->batch; i++) memset(fp_row(c, i) + first, 0, sizeof(float) * width);
}

static void scatter(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    zero_stripe(&c, 0, class_num);
    scatter(&c, 0, batch);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask), width = class_num / cores;
    for (int k = 0; k < cores; k++) zero_stripe(&c, k * width, width);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        scatter(&c, s.from, s.to);
    }
}
