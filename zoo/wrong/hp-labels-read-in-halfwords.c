/*
 * zoo: hp-labels-read-in-halfwords
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-element-size, label-of-another-row
 * held-out: no
 * defect: The half functions step through the labels by two bytes as through everything else: a row has the lower or the upper half of the label half as far.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-labels-read-in-halfwords.c"
#define HP
#include "hp-labels-read-in-halfwords.c"
#else

#ifdef HP
#define LABEL(i) ((const int16_t *)y)[i]
#else
#define LABEL(i) y[i]
#endif

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        int label = LABEL(i);
        memset(row, 0, sizeof *row * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[label]));
        row[label] = r == MEAN ? DIV(d, *t) : d;
    }
}

#undef LABEL

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
