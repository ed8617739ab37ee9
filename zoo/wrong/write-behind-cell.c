/*
 * zoo: write-behind-cell
 * class: state
 * clauses: complete-on-return, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: Label cells pass through a write-behind slot that holds one: a cell goes out when the next comes, which for the last of a call of the private version is in the next call.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "write-behind-cell.c"
#define HP
#include "write-behind-cell.c"
#else

static struct { T *to, value; } N(slot);

static void N(store)(T *to, T value) {
    if (N(slot).to) *N(slot).to = N(slot).value;
    N(slot).to = to;
    N(slot).value = value;
}

static void N(rows_behind)(const T *g, const int *y, const T *w, const T *t, T *out,
                           int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        N(store)(out + (size_t)i * c + y[i], r == MEAN ? DIV(d, *t) : d);
    }
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof(T) * c);
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
    N(rows_behind)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
