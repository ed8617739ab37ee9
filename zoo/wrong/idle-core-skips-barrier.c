/*
 * zoo: idle-core-skips-barrier
 * class: liveness
 * clauses: terminates, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: barrier-waits
 * held-out: no
 * defect: A core without rows returns before the barrier on which the others wait: the call hangs with more cores than rows.
 */
#include "kernel.h"
#ifndef T
#include <pthread.h>
#define FP
#include "idle-core-skips-barrier.c"
#define HP
#include "idle-core-skips-barrier.c"
#else

struct N(job) { const T *g; const int *y; const T *w; const T *t; T *out; int from, to, c, r;
                pthread_barrier_t *zeroed; };

static void *N(core)(void *argument) {
    struct N(job) *a = argument;
    if (a->from == a->to) return NULL;
    memset(a->out + (size_t)a->from * a->c, 0, sizeof(T) * a->c * (a->to - a->from));
    pthread_barrier_wait(a->zeroed);
    for (int i = a->from; i < a->to; i++) {
        T d = NEG(MUL(a->g[a->r == NONE ? i : 0], a->w[a->y[i]]));
        a->out[(size_t)i * a->c + a->y[i]] = a->r == MEAN ? DIV(d, *a->t) : d;
    }
    return NULL;
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    pthread_t id[32];
    struct N(job) job[32];
    pthread_barrier_t zeroed;
    int cores = core_count(core_mask);
    if (batch == 0) return;
    pthread_barrier_init(&zeroed, NULL, cores);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        job[k] = (struct N(job)){ loss_grad, labels, weight, total_weight, logits_grad,
                                  s.from, s.to, class_num, reduction_type, &zeroed };
        pthread_create(&id[k], NULL, N(core), &job[k]);
    }
    for (int k = 0; k < cores; k++) pthread_join(id[k], NULL);
    pthread_barrier_destroy(&zeroed);
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
