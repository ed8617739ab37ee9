/*
 * zoo: one-descriptor-for-all-cores
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: race
 * held-out: no
 * defect: The descriptor of the transfer that takes a row out is one static for all cores: one that is overtaken while it sets the fields sends its row to the place of another.
 */
#define FP
#include "right.h"

#include <sched.h>

static struct { float *volatile to; const float *volatile from; volatile size_t bytes; } descriptor;

static void send(float *to, const float *from, size_t bytes) {
    descriptor.from = from;
    descriptor.to = to;
    descriptor.bytes = bytes;
    sched_yield();                              /* the unit starts at its next cycle */
    memcpy(descriptor.to, from, descriptor.bytes);
}

static void work(void *call, int rank, int cores) {
    const struct fp_call *c = call;
    struct span s = share(c->batch, cores, rank);
    float *row = calloc(c->class_num, sizeof *row);
    if (!row) abort();
    for (int i = s.from; i < s.to; i++) {
        row[c->labels[i]] = fp_label_cell(c, i);
        send(fp_row(c, i), row, sizeof *row * c->class_num);
        row[c->labels[i]] = 0;
    }
    free(row);
}

BY_THREADS(work)
