/*
 * zoo: one-wait-for-all-cores
 * class: liveness
 * clauses: complete-on-return
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: yes
 * defect: Each core posts a semaphore when its rows are done, and the caller waits for it once: it returns when the first of the cores has finished.
 */
#define FP
#include "right.h"

#include <semaphore.h>

struct job { struct fp_call c; int rank, cores; };

static sem_t finished;

static void *core_thread(void *p) {
    struct job *job = p;
    struct span s = share(job->c.batch, job->cores, job->rank);
    for (int i = s.from; i < s.to; i++) {
        fp_zero_row(&job->c, i);
        fp_row(&job->c, i)[job->c.labels[i]] = fp_label_cell(&job->c, i);
    }
    sem_post(&finished);
    free(job);
    return NULL;
}

static void launch(const struct fp_call *c, int cores) {
    sem_init(&finished, 0, 0);
    for (int k = 0; k < cores; k++) {
        pthread_t thread;
        struct job *job = malloc(sizeof *job);
        if (!job) abort();
        *job = (struct job){ *c, k, cores };
        if (pthread_create(&thread, NULL, core_thread, job)) core_thread(job);
        else pthread_detach(thread);
    }
    sem_wait(&finished);
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    launch(&c, 1);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    launch(&c, core_count(core_mask));
}
