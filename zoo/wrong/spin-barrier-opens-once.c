/*
 * zoo: spin-barrier-opens-once
 * class: cores
 * clauses: core-mask-equivalence, no-state, reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: race
 * held-out: no
 * defect: The count of cores that have come to the barrier between zero-fill and scatter is never set back, so the barrier holds in the first call alone; rows are zeroed and scattered by different cores.
 */
#include <pthread.h>
#include <sched.h>
#define FP
#include "kernel.h"

struct job { const float *g; const int *y; const float *w; const float *t; float *out; int from, to, c, r;
             struct span zero; int cores; };

static int arrived;

static void barrier(int cores) {
    __atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < cores) sched_yield();
}

static void *core(void *argument) {
    struct job *a = argument;
    memset(a->out + (size_t)a->zero.from * a->c, 0, sizeof(float) * a->c * (a->zero.to - a->zero.from));
    barrier(a->cores);
    for (int i = a->from; i < a->to; i++) {
        float d = -(a->g[a->r == NONE ? i : 0] * a->w[a->y[i]]);
        a->out[(size_t)i * a->c + a->y[i]] = a->r == MEAN ? d / *a->t : d;
    }
    return NULL;
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    pthread_t id[32];
    struct job job[32];
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);             /* zeroes from the other end, for the banks' sake */
        job[k] = (struct job){ loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num,
                               reduction_type, share(batch, cores, cores - 1 - k), cores };
        pthread_create(&id[k], NULL, core, &job[k]);
    }
    for (int k = 0; k < cores; k++) pthread_join(id[k], NULL);
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
