/*
 * zoo: third-row-of-four-has-seconds-weight
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: Rows are unrolled by four, and the line of the third was copied from that of the second and still has its weight register.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "third-row-of-four-has-seconds-weight.c"
#define HP
#include "third-row-of-four-has-seconds-weight.c"
#else

static T N(cell)(T g, T w, T t, int r) {
    T d = NEG(MUL(g, w));
    return r == MEAN ? DIV(d, t) : d;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
    int i = from, step = r == NONE;
    for (; i + 4 <= to; i += 4) {
        int y0 = y[i], y1 = y[i + 1], y2 = y[i + 2], y3 = y[i + 3];
        T w0 = w[y0], w1 = w[y1], w2 = w[y2], w3 = w[y3];
        const T *gi = g + step * i;
        T *row = out + (size_t)i * c;
        row[y0] = N(cell)(gi[0], w0, *t, r);
        row[(size_t)c + y1] = N(cell)(gi[step], w1, *t, r);
        row[(size_t)c * 2 + y2] = N(cell)(gi[2 * step], w1, *t, r);
        row[(size_t)c * 3 + y3] = N(cell)(gi[3 * step], w3, *t, r);
        (void)w2;
    }
    for (; i < to; i++) out[(size_t)i * c + y[i]] = N(cell)(g[step * i], w[y[i]], *t, r);
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
