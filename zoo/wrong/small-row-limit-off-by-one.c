/*
 * zoo: small-row-limit-off-by-one
 * class: zero-fill
 * clauses: output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-fast-path
 * held-out: no
 * defect: Rows of up to 33 columns take the short path, whose buffer holds 32: with class_num 33 the last column is not written.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "small-row-limit-off-by-one.c"
#define HP
#include "small-row-limit-off-by-one.c"
#else

static void N(put_short)(T *row, int c, int label, T d) {
    T lane[32] = { ZERO };
    if (label < 32) lane[label] = d;
    memcpy(row, lane, (c < 32 ? c : 32) * sizeof(T));
}

static void N(put_long)(T *row, int c, int label, T d) {
    for (int j = 0; j < c; j++) row[j] = ZERO;
    row[label] = d;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        if (c <= 33) N(put_short)(row, c, y[i], d);
        else N(put_long)(row, c, y[i], d);
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
