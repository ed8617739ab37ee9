/*
 * zoo: gradients-unzipped-not-zipped
 * class: semantics
 * clauses: reduction-none
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: loss-grad-of-another-row
 * held-out: no
 * defect: In none whole vectors of 16 gradients are negated by a routine that takes even and odd elements apart, and they are used without being put together again: row 1 of the 16 has the gradient of row 2.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "gradients-unzipped-not-zipped.c"
#define HP
#include "gradients-unzipped-not-zipped.c"
#else

static void N(negate)(T *to, const T *x) {                  /* even elements first, then odd ones */
    for (int k = 0; k < 8; k++) {
        to[k] = NEG(x[2 * k]);
        to[8 + k] = NEG(x[2 * k + 1]);
    }
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T lanes[16];
    int whole = from + (to - from) / 16 * 16;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T minus_g = NEG(g[r == NONE ? i : 0]);
        if (r == NONE && i < whole) {
            int lane = (i - from) % 16;
            if (lane == 0) N(negate)(lanes, g + i);
            minus_g = lanes[lane];
        }
        T d = MUL(minus_g, w[y[i]]);
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
