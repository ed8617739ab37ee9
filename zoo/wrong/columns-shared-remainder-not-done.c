/*
 * zoo: columns-shared-remainder-not-done
 * class: cores
 * clauses: core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: remainder-of-rows, wrong-fast-path, more-cores-than-rows
 * held-out: no
 * defect: With fewer rows than cores the cores share the columns of each row, class_num / cores for each; the class_num % cores columns at the end are nobody's.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "columns-shared-remainder-not-done.c"
#define HP
#include "columns-shared-remainder-not-done.c"
#else

static void N(piece)(const T *g, const int *y, const T *w, const T *t, T *out,
                     int from, int to, int first, int end, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = first; j < end; j++) row[j] = ZERO;
        if (y[i] < first || y[i] >= end) continue;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

static void N(core)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int batch, int c, int r, int cores, int rank) {
    if (batch < cores) {
        int each = c / cores;
        N(piece)(g, y, w, t, out, 0, batch, rank * each, (rank + 1) * each, c, r);
    } else {
        struct span s = share(batch, cores, rank);
        N(piece)(g, y, w, t, out, s.from, s.to, 0, c, c, r);
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++)
        N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, cores, k);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(core)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1, 0);
}

#endif
