/*
 * zoo: eighth-row-placed-by-seventh-label
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: no
 * defect: Label cells are stored in groups of eight rows from a vector of labels and one of values; the lane number of the label saturates at 6, so the eighth value goes to the seventh row's column of its own row.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "eighth-row-placed-by-seventh-label.c"
#define HP
#include "eighth-row-placed-by-seventh-label.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
    T value[8];
    int column[8];
    for (int base = from; base < to; base += 8) {
        int n = to - base < 8 ? to - base : 8;
        for (int k = 0; k < n; k++) {
            int i = base + k;
            T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
            column[k] = y[i];
            value[k] = r == MEAN ? DIV(d, *t) : d;
        }
        for (int k = 0; k < n; k++) {
            int lane = k < 6 ? k : 6;                       /* the highest lane that can be named */
            out[(size_t)(base + k) * c + column[lane]] = value[k];
        }
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
