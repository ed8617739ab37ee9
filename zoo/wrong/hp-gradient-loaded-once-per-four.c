/*
 * zoo: hp-gradient-loaded-once-per-four
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: The half functions do four rows at a time, and in none broadcast the first of the four gradients to all of them; the rows behind the last four are right.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-gradient-loaded-once-per-four.c"
#define HP
#include "hp-gradient-loaded-once-per-four.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, sizeof *out * c * (to - from));
    int i = from;
#ifdef HP
    for (; i + 4 <= to; i += 4) {
        half upstream = g[r == NONE ? i : 0];
        for (int k = i; k < i + 4; k++) {
            half d = NEG(MUL(upstream, w[y[k]]));
            out[(size_t)k * c + y[k]] = r == MEAN ? DIV(d, *t) : d;
        }
    }
#endif
    for (; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
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
