/*
 * zoo: unrolled-rows-remainder-not-done
 * class: zero-fill
 * clauses: output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: group-of-rows
 * held-out: no
 * defect: Rows are done four at a time and the one to three rows left over are not done.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "unrolled-rows-remainder-not-done.c"
#define HP
#include "unrolled-rows-remainder-not-done.c"
#else

static void N(row)(T *row, int c, int label, T d) {
    for (int j = 0; j < c; j++) row[j] = ZERO;
    row[label] = d;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i + 4 <= to; i += 4)
        for (int u = i; u < i + 4; u++) {
            T d = NEG(MUL(g[r == NONE ? u : 0], w[y[u]]));
            N(row)(out + (size_t)u * c, c, y[u], r == MEAN ? DIV(d, *t) : d);
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
