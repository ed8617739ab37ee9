/*
 * zoo: late-second-write
 * class: liveness
 * clauses: complete-on-return
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: The shared version returns a complete output, but the last core's "write-back" thread stores its first row once more some milliseconds later.
 */
#include "kernel.h"
#ifndef T
#include <pthread.h>
#include <unistd.h>
#define FP
#include "late-second-write.c"
#define HP
#include "late-second-write.c"
#else

struct N(back) { T *to; T *copy; size_t bytes; };

static void *N(write_back)(void *argument) {
    struct N(back) *b = argument;
    usleep(4000);
    memcpy(b->to, b->copy, b->bytes);
    free(b->copy);
    free(b);
    return NULL;
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

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    struct span s = { 0, 0 };
    for (int k = 0; k < cores; k++) {
        s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
    if (s.from == s.to) return;
    struct N(back) *b = malloc(sizeof *b);
    b->to = logits_grad + (size_t)s.from * class_num;
    b->bytes = sizeof(T) * class_num;
    b->copy = malloc(b->bytes);
    memcpy(b->copy, b->to, b->bytes);
    pthread_t id;
    pthread_create(&id, NULL, N(write_back), b);
    pthread_detach(id);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
