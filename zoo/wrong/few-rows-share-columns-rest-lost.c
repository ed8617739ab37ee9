/*
 * zoo: few-rows-share-columns-rest-lost
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: more-cores-than-rows
 * held-out: no
 * defect: With fewer rows than cores each row is split by columns among all cores, each of which takes class_num / cores of them: the columns left over are nobody's.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "few-rows-share-columns-rest-lost.c"
#define HP
#include "few-rows-share-columns-rest-lost.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

static void N(columns)(const T *g, const int *y, const T *w, const T *t, T *out,
                       int batch, int c, int r, int from, int to) {
    for (int i = 0; i < batch; i++) {
        T *row = out + (size_t)i * c;
        memset(row + from, 0, sizeof(T) * (to - from));
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (y[i] >= from && y[i] < to) row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask), each = class_num / cores;
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        if (batch < cores && each > 0)
            N(columns)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type,
                       k * each, (k + 1) * each);
        else
            N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
