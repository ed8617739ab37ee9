/*
 * zoo: hp-zero-fill-in-float-bytes
 * class: memory
 * clauses: in-bounds, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-long, store-past-end
 * held-out: no
 * defect: The zero-fill counts four bytes per element for half as well and runs past the output.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-zero-fill-in-float-bytes.c"
#define HP
#include "hp-zero-fill-in-float-bytes.c"
#else

static void N(scatter)(const T *g, const int *y, const T *w, const T *t, T *out, int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    memset(logits_grad, 0, (size_t)batch * class_num * sizeof(float));
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(scatter)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    memset(logits_grad, 0, (size_t)batch * class_num * sizeof(float));
    N(scatter)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
