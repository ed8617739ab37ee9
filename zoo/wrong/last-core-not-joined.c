/*
 * zoo: last-core-not-joined
 * class: cores
 * clauses: complete-on-return
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: The call joins one thread too few, so the rows of the last core may come after the return.
 */
#include <pthread.h>
#include <unistd.h>
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

struct job { const float *g; const int *y; const float *w; const float *t; float *out; int from, to, c, r, rank; };

static void *core(void *argument) {
    struct job a = *(struct job *)argument;
    free(argument);
    if (a.from < a.to) usleep(1000 * a.rank);       /* the cores take the DMA channel in turn */
    rows(a.g, a.y, a.w, a.t, a.out, a.from, a.to, a.c, a.r);
    return NULL;
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    pthread_t id[32];
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        struct job *a = malloc(sizeof *a);
        *a = (struct job){ loss_grad, labels, weight, total_weight, logits_grad,
                           s.from, s.to, class_num, reduction_type, k };
        pthread_create(&id[k], NULL, core, a);
    }
    for (int k = 0; k < cores - 1; k++) pthread_join(id[k], NULL);
    if (cores == 1) pthread_join(id[0], NULL);
    else pthread_detach(id[cores - 1]);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
