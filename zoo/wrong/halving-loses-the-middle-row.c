/*
 * zoo: halving-loses-the-middle-row
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: share-boundary
 * held-out: no
 * defect: The batch is halved until there is a piece for each core, and the right half begins one row behind the middle, as in a search by bisection.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "halving-loses-the-middle-row.c"
#define HP
#include "halving-loses-the-middle-row.c"
#else

struct N(call) { T *g; int *y; T *w, *t, *out; int c, r; };

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

static void N(split)(const struct N(call) *x, int from, int to, int cores) {
    if (cores == 1 || to - from <= 1) {
        N(rows)(x->g, x->y, x->w, x->t, x->out, from, to, x->c, x->r);
        return;
    }
    int middle = from + (int)((long)(to - from) * (cores / 2) / cores);
    N(split)(x, from, middle, cores / 2);
    N(split)(x, middle + 1, to, cores - cores / 2);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    struct N(call) x = { loss_grad, labels, weight, total_weight, logits_grad, class_num, reduction_type };
    N(split)(&x, 0, batch, core_count(core_mask));
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
