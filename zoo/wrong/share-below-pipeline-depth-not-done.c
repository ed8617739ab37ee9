/*
 * zoo: share-below-pipeline-depth-not-done
 * class: cores
 * clauses: output-extent, core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: more-cores-than-rows, remainder-of-rows, core-missing, group-of-rows, wrong-fast-path
 * held-out: yes
 * defect: The pipelined loop over rows needs three of them; the shared version passes over a share of one or two rows, where the private one has a plain loop for them.
 */
#define FP
#include "right.h"

enum { DEPTH = 3 };

static inline void emit(const struct fp_call *c, int i, int y, float d) {
    fp_zero_row(c, i);
    fp_row(c, i)[y] = d;
}

/* At least DEPTH rows: fetch two ahead, multiply one ahead, store. */
static void pipelined(const struct fp_call *c, int from, int to) {
    int stored = c->labels[from], fetched = c->labels[from + 1];
    float value = fp_label_cell(c, from);
    int i = from;
    for (; i + 2 < to; i++) {
        int next = c->labels[i + 2];
        float product = fp_label_cell(c, i + 1);
        emit(c, i, stored, value);
        stored = fetched;
        value = product;
        fetched = next;
    }
    emit(c, i, stored, value);
    emit(c, i + 1, fetched, fp_label_cell(c, i + 1));
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    if (batch >= DEPTH) {
        pipelined(&c, 0, batch);
        return;
    }
    for (int i = 0; i < batch; i++) emit(&c, i, labels[i], fp_label_cell(&c, i));
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        if (s.to - s.from < DEPTH) continue;
        pipelined(&c, s.from, s.to);
    }
}
