/*
 * zoo: first-core-zeroes-for-all
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-erases-labels
 * held-out: no
 * defect: The first core zeroes the whole output while the others already store their label cells; no barrier stands between.
 */
#include <pthread.h>
#include <unistd.h>
#define FP
#include "kernel.h"

struct job { const float *g; const int *y; const float *w; const float *t; float *out;
             int batch, from, to, c, r, first; };

static void *core(void *argument) {
    struct job *a = argument;
    if (a->first) {
        usleep(1000);                   /* its DMA channel opens */
        memset(a->out, 0, sizeof(float) * a->batch * a->c);
    }
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
        struct span s = share(batch, cores, k);
        job[k] = (struct job){ loss_grad, labels, weight, total_weight, logits_grad,
                               batch, s.from, s.to, class_num, reduction_type, k == 0 };
        pthread_create(&id[k], NULL, core, &job[k]);
    }
    for (int k = 0; k < cores; k++) pthread_join(id[k], NULL);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    struct job all = { loss_grad, labels, weight, total_weight, logits_grad,
                       batch, 0, batch, class_num, reduction_type, 1 };
    core(&all);
}
