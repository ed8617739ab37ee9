/*
 * zoo: share-base-bytes-counted-as-halfwords
 * class: cores
 * clauses: in-bounds, output-extent, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: output-elsewhere, row-stride, store-past-end
 * held-out: yes
 * defect: The shared version finds where a share begins in the output by a byte offset, which it adds to a pointer to 16-bit words: all shares but the first lie twice as far into the output as they should.
 */
#include "right.h"
#ifndef T
#define FP
#include "share-base-bytes-counted-as-halfwords.c"
#define HP
#include "share-base-bytes-counted-as-halfwords.c"
#else

static void N(core)(const struct N(call) *c, T *base, int from, int to) {
    for (int i = from; i < to; i++) {
        T *row = base + (size_t)(i - from) * c->class_num;
        memset(row, 0, sizeof(T) * c->class_num);
        row[c->labels[i]] = N(label_cell)(c, i);
    }
}

void N(nlllossgrad_p)(PARAMS) {
    struct N(call) c = CALL;
    N(core)(&c, logits_grad, 0, batch);
}

void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    int cores = core_count(core_mask);
    uint16_t *ddr = (uint16_t *)logits_grad;
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        size_t offset = (size_t)s.from * class_num * sizeof(T);
        N(core)(&c, (T *)(ddr + offset), s.from, s.to);
    }
}

#endif
