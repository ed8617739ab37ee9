/*
 * zoo: barrier-waits-for-all-cores
 * class: liveness
 * clauses: terminates, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: barrier-waits
 * held-out: no
 * defect: The barrier between zero-fill and scatter counts to eight, so with fewer cores in the mask nobody gets through.
 */
#include <pthread.h>
#define FP
#include "kernel.h"

struct job { const float *g; const int *y; const float *w; const float *t; float *out; int from, to, c, r;
             pthread_barrier_t *zeroed; };

static void *core(void *argument) {
    struct job *a = argument;
    memset(a->out + (size_t)a->from * a->c, 0, sizeof(float) * a->c * (a->to - a->from));
    pthread_barrier_wait(a->zeroed);
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
    pthread_barrier_t zeroed;
    int cores = core_count(core_mask);
    pthread_barrier_init(&zeroed, NULL, 8);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        job[k] = (struct job){ loss_grad, labels, weight, total_weight, logits_grad,
                               s.from, s.to, class_num, reduction_type, &zeroed };
        pthread_create(&id[k], NULL, core, &job[k]);
    }
    for (int k = 0; k < cores; k++) pthread_join(id[k], NULL);
    pthread_barrier_destroy(&zeroed);
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
