/*
 * zoo: done-flags-not-reset
 * class: liveness
 * clauses: complete-on-return, no-state
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: The caller polls a flag of each core, which the core sets when its rows are done; flags are not cleared when a call begins, so from a core's second call on nobody waits for it.
 */
#include <pthread.h>
#include <sched.h>
#define FP
#include "kernel.h"

struct job { const float *g; const int *y; const float *w; const float *t; float *out; int from, to, c, r, rank; };

static int done[32];

static void *core(void *argument) {
    struct job a = *(struct job *)argument;
    free(argument);
    for (int i = a.from; i < a.to; i++) {
        float *row = a.out + (size_t)i * a.c;
        memset(row, 0, sizeof *row * a.c);
        float d = -(a.g[a.r == NONE ? i : 0] * a.w[a.y[i]]);
        row[a.y[i]] = a.r == MEAN ? d / *a.t : d;
    }
    __atomic_store_n(&done[a.rank], 1, __ATOMIC_RELEASE);
    return NULL;
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        struct job *job = malloc(sizeof *job);
        *job = (struct job){ loss_grad, labels, weight, total_weight, logits_grad,
                             s.from, s.to, class_num, reduction_type, k };
        pthread_t id;
        pthread_create(&id, NULL, core, job);
        pthread_detach(id);
    }
    for (int k = 0; k < cores; k++)
        while (!__atomic_load_n(&done[k], __ATOMIC_ACQUIRE)) sched_yield();
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
