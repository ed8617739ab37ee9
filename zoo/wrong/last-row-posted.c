/*
 * zoo: last-row-posted
 * class: liveness
 * clauses: complete-on-return
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: The last row goes out by a transfer that nobody waits for, some milliseconds after the return.
 */
#include <pthread.h>
#include <unistd.h>
#define FP
#include "kernel.h"

struct posted { float *row; int c, label; float d; };

static void *transfer(void *argument) {
    struct posted p = *(struct posted *)argument;
    free(argument);
    usleep(5000);
    memset(p.row, 0, sizeof *p.row * p.c);
    p.row[p.label] = p.d;
    return NULL;
}

static void post(struct posted p) {
    pthread_t id;
    struct posted *copy = malloc(sizeof *copy);
    *copy = p;
    pthread_create(&id, NULL, transfer, copy);
    pthread_detach(id);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r, int last) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        if (i == last) {
            post((struct posted){ row, c, y[i], d });
            continue;
        }
        memset(row, 0, sizeof *row * c);
        row[y[i]] = d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type, batch - 1);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type, batch - 1);
}
