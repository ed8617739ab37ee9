/*
 * zoo: last-vector-backed-up-over-label
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-erases-labels, tile-boundary
 * held-out: no
 * defect: A row that is no whole number of vectors ends with a vector that is backed up over the one before it; it looks for the label in its own new columns only and stores 0 over a label in the others.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "last-vector-backed-up-over-label.c"
#define HP
#include "last-vector-backed-up-over-label.c"
#else

enum { N(LANES) = 16 / sizeof(T) };

static void N(put_vector)(T *to, int lane, T d) {
    T vector[N(LANES)];
    memset(vector, 0, sizeof vector);
    if (lane >= 0 && lane < N(LANES)) vector[lane] = d;
    memcpy(to, vector, sizeof vector);
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        int whole = c - c % N(LANES);
        for (int j = 0; j < whole; j += N(LANES)) N(put_vector)(row + j, y[i] - j, d);
        if (c < N(LANES)) {
            memset(row, 0, sizeof(T) * c);
            row[y[i]] = d;
        } else if (whole < c) {
            N(put_vector)(row + c - N(LANES), y[i] < whole ? -1 : y[i] - (c - N(LANES)), d);
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
