/*
 * zoo: one-row-buffer-for-all-cores
 * class: cores
 * clauses: core-mask-equivalence, off-label-zero, reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: race
 * held-out: no
 * defect: The buffer in which a core builds a row before it is moved is one static for all cores: a label cell of one core goes out with the row of another.
 */
#include "kernel.h"
#ifndef T
#include <pthread.h>
#define FP
#include "one-row-buffer-for-all-cores.c"
#define HP
#include "one-row-buffer-for-all-cores.c"
#else

struct N(job) { const T *g; const int *y; const T *w; const T *t; T *out; int from, to, c, r; };

static T N(buffer)[4096];                       /* clean between rows */

static void *N(core)(void *argument) {
    struct N(job) *a = argument;
    for (int i = a->from; i < a->to; i++) {
        T *row = a->out + (size_t)i * a->c;
        int label = a->y[i], at = label % 4096;
        T d = NEG(MUL(a->g[a->r == NONE ? i : 0], a->w[label]));
        N(buffer)[at] = a->r == MEAN ? DIV(d, *a->t) : d;
        for (int base = 0; base < a->c; base += 4096) {
            int n = a->c - base < 4096 ? a->c - base : 4096;
            if (label / 4096 == base / 4096) memcpy(row + base, N(buffer), n * sizeof(T));
            else memset(row + base, 0, n * sizeof(T));
        }
        N(buffer)[at] = ZERO;
    }
    return NULL;
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    pthread_t id[32];
    struct N(job) job[32];
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        job[k] = (struct N(job)){ loss_grad, labels, weight, total_weight, logits_grad,
                                  s.from, s.to, class_num, reduction_type };
        pthread_create(&id[k], NULL, N(core), &job[k]);
    }
    for (int k = 0; k < cores; k++) pthread_join(id[k], NULL);
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
