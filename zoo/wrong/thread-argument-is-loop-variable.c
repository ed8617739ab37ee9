/*
 * zoo: thread-argument-is-loop-variable
 * class: cores
 * clauses: core-mask-equivalence, output-extent, no-state
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: race
 * held-out: no
 * defect: Each thread gets the address of the loop variable, which has moved on by the time it reads its rank.
 */
#include "kernel.h"
#ifndef T
#include <pthread.h>
#include <unistd.h>
#define FP
#include "thread-argument-is-loop-variable.c"
#define HP
#include "thread-argument-is-loop-variable.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

struct N(job) { const T *g; const int *y; const T *w; const T *t; T *out; int batch, c, r, cores; int *rank; };

static void *N(core)(void *argument) {
    struct N(job) *a = argument;
    usleep(200);                        /* the core wakes up */
    int rank = *(volatile int *)a->rank;
    struct span s = share(a->batch, a->cores, rank < a->cores ? rank : a->cores - 1);
    N(rows)(a->g, a->y, a->w, a->t, a->out, s.from, s.to, a->c, a->r);
    return NULL;
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    pthread_t id[32];
    int k, cores = core_count(core_mask);
    struct N(job) job = { loss_grad, labels, weight, total_weight, logits_grad,
                          batch, class_num, reduction_type, cores, &k };
    for (k = 0; k < cores; k++) pthread_create(&id[k], NULL, N(core), &job);
    for (int n = 0; n < cores; n++) pthread_join(id[n], NULL);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
