/*
 * zoo: empty-share-taken-for-out-of-memory
 * class: liveness
 * clauses: terminates, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: more-cores-than-rows, refuses-shape
 * held-out: yes
 * defect: A core asks for local memory for the gradients of its tile; the allocator gives no address for zero bytes, which the core of an empty share takes for exhausted memory and ends the program.
 */
#define FP
#include "right.h"

enum { TILE = 256 };

static struct { float bytes[1024]; size_t used; } local;

static void *local_alloc(size_t bytes) {
    if (bytes == 0 || local.used + bytes > sizeof local.bytes) return NULL;
    void *p = (char *)local.bytes + local.used;
    local.used += bytes;
    return p;
}

static void fp_rows(const struct fp_call *c, int from, int to) {
    local.used = 0;
    int most = to - from < TILE ? to - from : TILE;
    float *tile = local_alloc(sizeof *tile * most);
    if (!tile) abort();
    for (int start = from; start < to; start += TILE) {
        int n = to - start < TILE ? to - start : TILE;
        for (int k = 0; k < n; k++) tile[k] = -fp_gradient(c, start + k);
        for (int k = 0; k < n; k++) {
            int i = start + k, y = c->labels[i];
            fp_zero_row(c, i);
            float d = tile[k] * c->weight[y];
            fp_row(c, i)[y] = c->reduction == MEAN ? d / c->total_weight[0] : d;
        }
    }
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    if (batch > 0) fp_rows(&c, 0, batch);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    int cores = core_count(core_mask);
    if (batch <= 0) return;
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        fp_rows(&c, s.from, s.to);
    }
}
