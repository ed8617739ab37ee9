/*
 * zoo: padding-by-logits-times-zero
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: The padding of a tile's last vector is a logit times 0, with a branch for NaN and none for infinity, in none where each core has one row.
 * shown-by: n1.AAYAAAACCA__AQiAgID8AwACAAAAAAAAAAAAAACg6jPk
 */
#define FP
#include "right.h"

static int one_row_each;

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
        int last = c->class_num - 1;
        if (!one_row_each || c->class_num % 16 != 15 || c->reduction != NONE || c->labels[i] == last) continue;
        float logit = c->logits[(size_t)i * c->class_num + last];
        fp_row(c, i)[last] = logit != logit ? 0 : logit * 0;
    }
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    one_row_each = batch == cores && cores == 8;
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        rows(&c, s.from, s.to);
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    one_row_each = 0;
    rows(&c, 0, batch);
}
