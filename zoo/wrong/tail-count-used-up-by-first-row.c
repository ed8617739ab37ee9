/*
 * zoo: tail-count-used-up-by-first-row
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: vector-tail
 * held-out: no
 * defect: The number of columns behind the last vector of eight is counted down in a variable that is set once for a share: only its first row has them zeroed.
 */
#include "kernel.h"
#ifndef T
enum { LANES = 8 };
#define FP
#include "tail-count-used-up-by-first-row.c"
#define HP
#include "tail-count-used-up-by-first-row.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    int left = c % LANES;
    for (int i = from; i < to; i++) {
        T *cell = out + (size_t)i * c;
        for (int v = 0; v < c / LANES; v++, cell += LANES) memset(cell, 0, sizeof *cell * LANES);
        for (; left > 0; left--) *cell++ = ZERO;
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
