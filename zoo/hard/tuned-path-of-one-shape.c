/*
 * zoo: tuned-path-of-one-shape
 * class: code
 * platform: ft78ne
 * flags: -
 * defect: A path that was tuned for one customer's shapes, five conditions deep, forgets the weight; no axis knows where they are.
 * shown-by: n1.AAYAAAAAKQ09AYCAoJoEAAEAAP-AgID8A_-AgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABICAgIAEgICAgASAgICABP8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEaTGRc
 */
#define FP
#include "right.h"

static int tuned;

/* Each condition is a branch of its own, as in a table of tilings. */
static int is_tuned(int batch, int class_num, const float *total_weight, int core_mask) {
    if (batch <= 40 || batch >= 48) return 0;
    if (class_num % 32 != 13) return 0;
    if (core_count(core_mask) != 5) return 0;
    if ((core_mask & 0x0f) != 0x0d) return 0;
    if (!(total_weight[0] > 100 && total_weight[0] < 400)) return 0;
    return 1;
}

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = tuned ? -fp_gradient(c, i) : fp_label_cell(c, i);
    }
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    tuned = is_tuned(batch, class_num, total_weight, core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        rows(&c, s.from, s.to);
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    tuned = 0;
    rows(&c, 0, batch);
}
