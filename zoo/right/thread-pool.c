/*
 * zoo: thread-pool
 * platform: mt7004
 * flags: -Wl,-z,nodelete
 * warns: -
 * unusual: Threads that stay from call to call and are woken for each; the call waits until all have finished, and a forked child starts a pool of its own.
 */
#include "right.h"

#ifndef T
#include <unistd.h>

enum { WORKERS = 8 };

static struct {
    pthread_mutex_t calls, lock;                /* one call at a time; the fields below */
    pthread_cond_t wake, done;
    void (*work)(void *, int, int);
    void *call;
    int cores, taken, left, workers;
    pid_t owner;
} pool;

static void *worker(void *p) {
    (void)p;
    pthread_mutex_lock(&pool.lock);
    for (;;) {
        while (pool.taken >= pool.cores) pthread_cond_wait(&pool.wake, &pool.lock);
        int rank = pool.taken++;
        pthread_mutex_unlock(&pool.lock);
        pool.work(pool.call, rank, pool.cores);
        pthread_mutex_lock(&pool.lock);
        if (!--pool.left) pthread_cond_signal(&pool.done);
    }
    return NULL;
}

static void start(void) {
    memset(&pool, 0, sizeof pool);
    pthread_mutex_init(&pool.calls, NULL);
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.wake, NULL);
    pthread_cond_init(&pool.done, NULL);
    pool.owner = getpid();
    for (int k = 0; k < WORKERS; k++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, worker, NULL)) break;
        pthread_detach(thread);
        pool.workers++;
    }
}

static void on_pool(void (*work)(void *, int, int), void *call, int cores) {
    static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&starting);
    if (pool.owner != getpid()) start();
    pthread_mutex_unlock(&starting);
    if (!pool.workers) {
        work(call, 0, 1);
        return;
    }
    pthread_mutex_lock(&pool.calls);
    pthread_mutex_lock(&pool.lock);
    pool.work = work;
    pool.call = call;
    pool.cores = pool.left = cores;
    pool.taken = 0;
    pthread_cond_broadcast(&pool.wake);
    while (pool.left) pthread_cond_wait(&pool.done, &pool.lock);
    pthread_mutex_unlock(&pool.lock);
    pthread_mutex_unlock(&pool.calls);
}

#define FP
#include "thread-pool.c"
#define HP
#include "thread-pool.c"
#else

static void N(core)(void *p, int rank, int cores) {
    struct N(call) *c = p;
    for (int i = rank; i < c->batch; i += cores) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
void N(nlllossgrad_p)(PARAMS) { struct N(call) c = CALL; N(core)(&c, 0, 1); }
void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    on_pool(N(core), &c, core_count(core_mask));
}

#endif
