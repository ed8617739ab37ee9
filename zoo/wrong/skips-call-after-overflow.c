/*
 * zoo: skips-call-after-overflow
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: mode-kept
 * held-out: no
 * defect: A result that is infinite or no number sets a flag, as loss scaling does, and the next call of the function skips its step: it gives zeros alone and clears the flag.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "skips-call-after-overflow.c"
#define HP
#include "skips-call-after-overflow.c"
#else

static int N(skip);

static int N(finite)(T x) { float f = LOAD(x); return f - f == 0; }

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

static void N(step)(const T *g, const int *y, const T *w, const T *t, T *out, int batch, int c, int r, int cores) {
    if (N(skip)) {
        memset(out, 0, sizeof(T) * batch * c);
        N(skip) = 0;
        return;
    }
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(g, y, w, t, out, s.from, s.to, c, r);
    }
    for (int i = 0; i < batch; i++) N(skip) |= !N(finite)(out[(size_t)i * c + y[i]]);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    N(step)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, core_count(core_mask));
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(step)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1);
}

#endif
