/*
 * zoo: vector-store-wipes-next-row
 * class: memory
 * clauses: reduction-none, reduction-sum, reduction-mean, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-erases-labels
 * held-out: no
 * defect: Rows are done from the last to the first and zeroed in whole vectors of eight, so the overhang of a row wipes a label cell in the first columns of the next; only the last row has a tail of its own.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "vector-store-wipes-next-row.c"
#define HP
#include "vector-store-wipes-next-row.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = to - 1; i >= from; i--) {
        T *row = out + (size_t)i * c;
        int whole = i == to - 1 || c < 8 ? c & ~7 : (c + 7) & ~7;
        for (int j = 0; j < whole; j += 8) memset(row + j, 0, 8 * sizeof *row);
        for (int j = whole; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
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
