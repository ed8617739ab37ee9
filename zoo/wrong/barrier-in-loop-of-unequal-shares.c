/*
 * zoo: barrier-in-loop-of-unequal-shares
 * class: liveness
 * clauses: terminates, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: barrier-waits, remainder-of-rows
 * held-out: yes
 * defect: A barrier stands in the loop over rows, so that the cores share a burst on the bus; a core whose share is a row shorter does not come to the last one.
 */
#define FP
#include "right.h"

struct job { struct fp_call c; pthread_barrier_t burst; };

static void work(void *p, int rank, int cores) {
    struct job *job = p;
    struct span s = share(job->c.batch, cores, rank);
    for (int i = s.from; i < s.to; i++) {
        pthread_barrier_wait(&job->burst);
        fp_zero_row(&job->c, i);
        fp_row(&job->c, i)[job->c.labels[i]] = fp_label_cell(&job->c, i);
    }
}

static void run(struct job *job, int cores) {
    pthread_barrier_init(&job->burst, NULL, (unsigned)cores);
    on_threads(work, job, cores);
    pthread_barrier_destroy(&job->burst);
}

void fp_nlllossgrad_p(PARAMS) {
    struct job job = { .c = CALL };
    run(&job, 1);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct job job = { .c = CALL };
    run(&job, core_count(core_mask));
}
