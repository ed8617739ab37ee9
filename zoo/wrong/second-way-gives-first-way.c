/*
 * zoo: second-way-gives-first-way
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: Weights pass through a cache of two ways, emptied at each call; a hit in the second way returns the weight that the first way holds.
 */
#include "kernel.h"
#ifndef T
enum { SETS = 4 };
#define FP
#include "second-way-gives-first-way.c"
#define HP
#include "second-way-gives-first-way.c"
#else

struct N(cache) { int tag[SETS][2]; T weight[SETS][2]; };

static T N(lookup)(struct N(cache) *x, int label, const T *w) {
    int s = label % SETS;
    if (x->tag[s][0] == label || x->tag[s][1] == label) return x->weight[s][0];
    x->tag[s][1] = x->tag[s][0];
    x->weight[s][1] = x->weight[s][0];
    x->tag[s][0] = label;
    return x->weight[s][0] = w[label];
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    struct N(cache) x;
    memset(&x, 0xff, sizeof x);
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], N(lookup)(&x, y[i], w)));
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
