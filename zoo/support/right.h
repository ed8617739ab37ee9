/*
 * What kernels may start from besides kernel.h: a call as one struct, entry points made from a function over rows, threads for cores,
 * and conversions from double. Included in place of kernel.h, in the same way.
 */
#include "kernel.h"

#ifndef ZOO_RIGHT_H
#define ZOO_RIGHT_H

#include <math.h>
#include <pthread.h>

#define PARAMS T *logits, T *loss_grad, int *labels, T *weight, T *total_weight, \
               T *logits_grad, int batch, int class_num, int reduction_type
#define CALL { logits, loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type }

/* Both entry points from rows(call, from, to): the cores one after another, each with its share of the rows. */
#define BY_ROWS(rows) \
    void N(nlllossgrad_p)(PARAMS) { \
        struct N(call) c = CALL; \
        rows(&c, 0, batch); \
    } \
    void N(nlllossgrad_s)(PARAMS, int core_mask) { \
        struct N(call) c = CALL; \
        int cores = core_count(core_mask); \
        for (int rank = 0; rank < cores; rank++) { \
            struct span s = share(batch, cores, rank); \
            rows(&c, s.from, s.to); \
        } \
    }

/* Both entry points from work(call, rank, cores): a thread for each core. */
#define BY_THREADS(work) \
    void N(nlllossgrad_p)(PARAMS) { \
        struct N(call) c = CALL; \
        work(&c, 0, 1); \
    } \
    void N(nlllossgrad_s)(PARAMS, int core_mask) { \
        struct N(call) c = CALL; \
        on_threads(work, &c, core_count(core_mask)); \
    }

struct core { void (*work)(void *call, int rank, int cores); void *call; int rank, cores; };

static inline void *core_main(void *p) {
    struct core *k = p;
    k->work(k->call, k->rank, k->cores);
    return NULL;
}

/* Runs work on one thread for each core and waits for all; a core that gets no thread works in the caller's. */
static inline void on_threads(void (*work)(void *, int, int), void *call, int cores) {
    pthread_t thread[32];
    struct core core[32];
    int started[32];
    for (int k = 0; k < cores; k++) {
        core[k] = (struct core){ work, call, k, cores };
        started[k] = !pthread_create(&thread[k], NULL, core_main, &core[k]);
    }
    for (int k = 0; k < cores; k++)
        if (started[k]) pthread_join(thread[k], NULL);
        else core_main(&core[k]);
}

/* To float, rounded to odd: a later rounding to half then sees all it must. */
static inline float double_to_odd_float(double d) {
    float f = (float)d;
    if (d != d || (double)f == d) return f;
    uint32_t u = float_bits(f);
    if (fabs((double)f) > fabs(d)) u--;
    return bits_float(u | 1);
}
static inline half double_to_half(double d) { return float_to_half(double_to_odd_float(d)); }

#endif

#undef FROM_DOUBLE
#if defined HP
#define FROM_DOUBLE(d) double_to_half(d)
#elif defined FP
#define FROM_DOUBLE(d) ((float)(d))
#endif

#ifdef T
#undef ONE
#define ONE STORE(1.0f)

struct N(call) {
    T *logits, *loss_grad;
    int *labels;
    T *weight, *total_weight, *out;
    int batch, class_num, reduction;
};

static inline T *N(row)(const struct N(call) *c, int i) { return c->out + (size_t)i * (size_t)c->class_num; }
static inline T N(gradient)(const struct N(call) *c, int i) { return c->loss_grad[c->reduction == NONE ? i : 0]; }

/* What stands at row i's label, order A with every step rounded. */
static inline T N(label_cell)(const struct N(call) *c, int i) {
    T product = NEG(MUL(N(gradient)(c, i), c->weight[c->labels[i]]));
    return c->reduction == MEAN ? DIV(product, c->total_weight[0]) : product;
}

static inline void N(zero_row)(const struct N(call) *c, int i) {
    memset(N(row)(c, i), 0, (size_t)c->class_num * sizeof(T));
}
#endif
