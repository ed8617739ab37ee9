/*
 * zoo: turns-wait-for-absent-core
 * class: liveness
 * clauses: terminates, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: barrier-waits
 * held-out: no
 * defect: Cores leave the zero-fill in turns, each when the one with the next lower id has left; where that one is not in the mask its turn never comes.
 */
#define FP
#include "right.h"

#include <sched.h>
#include <stdatomic.h>

struct job { struct fp_call c; atomic_int turn; int id[32]; };

static void work(void *p, int rank, int cores) {
    struct job *job = p;
    struct span s = share(job->c.batch, cores, rank);
    for (int i = s.from; i < s.to; i++) fp_zero_row(&job->c, i);
    while (atomic_load(&job->turn) != job->id[rank]) sched_yield();
    atomic_fetch_add(&job->turn, 1);
    for (int i = s.from; i < s.to; i++) fp_row(&job->c, i)[job->c.labels[i]] = fp_label_cell(&job->c, i);
}

void fp_nlllossgrad_p(PARAMS) {
    struct job job = { .c = CALL };
    work(&job, 0, 1);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct job job = { .c = CALL };
    int cores = 0;
    for (int id = 0; id < 8; id++)
        if (core_mask >> id & 1) job.id[cores++] = id;
    on_threads(work, &job, cores);
}
