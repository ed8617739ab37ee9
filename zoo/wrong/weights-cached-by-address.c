/*
 * zoo: weights-cached-by-address
 * class: state
 * clauses: no-state, reduction-sum, reduction-none, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: input-kept
 * held-out: no
 * defect: Up to 1024 weights are kept in on-chip memory and fetched again only when the address or class_num changes.
 */
#include "kernel.h"
#ifndef T

enum { CACHED = 1024 };

#define FP
#include "weights-cached-by-address.c"
#define HP
#include "weights-cached-by-address.c"
#else

static const T *N(weights)(const T *w, int c) {
    static T cache[CACHED];
    static const T *from;
    static int n;
    if (c > CACHED) return w;
    if (w != from || c != n) {
        memcpy(cache, w, c * sizeof *cache);
        from = w;
        n = c;
    }
    return cache;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out, int from, int to, int c, int r) {
    w = N(weights)(w, c);
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
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
