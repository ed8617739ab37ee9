/*
 * zoo: rows-zeroed-in-pairs
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: group-of-rows, zero-fill-too-short
 * held-out: no
 * defect: The zero-fill of the private version does two rows at a time and not the last one of an odd batch; the label cells are stored for all rows.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "rows-zeroed-in-pairs.c"
#define HP
#include "rows-zeroed-in-pairs.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        out[(size_t)i * c + y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        for (size_t n = (size_t)s.from * class_num; n < (size_t)s.to * class_num; n++) logits_grad[n] = ZERO;
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    for (int i = 0; i + 2 <= batch; i += 2) {
        T *first = logits_grad + (size_t)i * class_num, *second = first + class_num;
        for (int j = 0; j < class_num; j++) first[j] = second[j] = ZERO;
    }
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
