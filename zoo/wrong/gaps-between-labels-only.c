/*
 * zoo: gaps-between-labels-only
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: The zeros of a core's rows are written as the gaps from one label cell to the next; what lies behind its last label cell is no such gap and stays.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "gaps-between-labels-only.c"
#define HP
#include "gaps-between-labels-only.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    size_t done = (size_t)from * c;
    for (int i = from; i < to; i++) {
        size_t at = (size_t)i * c + y[i];
        memset(out + done, 0, sizeof(T) * (at - done));
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[at] = r == MEAN ? DIV(d, *t) : d;
        done = at + 1;
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
