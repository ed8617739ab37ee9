/*
 * zoo: corner-tile-not-zeroed
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: vector-tail, group-of-rows
 * held-out: no
 * defect: A share is zeroed in tiles of 4 rows by 16 columns, with a loop for the columns left over and one for the rows left over; the second goes no further than the whole tiles, so the corner that both leave is not zeroed.
 */
#include "kernel.h"
#ifndef T
enum { ROWS = 4, COLUMNS = 16 };
#define FP
#include "corner-tile-not-zeroed.c"
#define HP
#include "corner-tile-not-zeroed.c"
#else

static void N(zero)(T *out, int from, int to, int c) {
    int i, j, whole = c - c % COLUMNS;
    for (i = from; i + ROWS <= to; i += ROWS) {
        for (j = 0; j < whole; j += COLUMNS)
            for (int k = 0; k < ROWS; k++) memset(out + (size_t)(i + k) * c + j, 0, sizeof(T) * COLUMNS);
        for (; j < c; j++)
            for (int k = 0; k < ROWS; k++) out[(size_t)(i + k) * c + j] = ZERO;
    }
    for (; i < to; i++)
        for (j = 0; j < whole; j += COLUMNS) memset(out + (size_t)i * c + j, 0, sizeof(T) * COLUMNS);
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    N(zero)(out, from, to, c);
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
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
