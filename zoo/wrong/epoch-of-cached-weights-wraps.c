/*
 * zoo: epoch-of-cached-weights-wraps
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: yes
 * defect: Weights pass through a cache whose entries carry the number of the call, in four bits, so that none has to be cleared: an entry of sixteen calls ago is taken for one of this call.
 */
#define FP
#include "right.h"

enum { ENTRIES = 64, EPOCHS = 16 };

static struct { int label, epoch, filled; float weight; } cache[ENTRIES];
static int epoch;

static float weight_of(const struct fp_call *c, int y) {
    int e = y % ENTRIES;
    if (!cache[e].filled || cache[e].label != y || cache[e].epoch != epoch) {
        cache[e].label = y;
        cache[e].epoch = epoch;
        cache[e].filled = 1;
        cache[e].weight = c->weight[y];
    }
    return cache[e].weight;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float d = -(fp_gradient(c, i) * weight_of(c, c->labels[i]));
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / *c->total_weight : d;
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    epoch = (epoch + 1) % EPOCHS;
    rows(&c, 0, batch);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    epoch = (epoch + 1) % EPOCHS;
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(&c, s.from, s.to);
    }
}
