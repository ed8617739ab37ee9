/*
 * zoo: row-template-not-cleaned
 * class: state
 * clauses: no-state, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: contents-kept
 * held-out: no
 * defect: A static row is kept zero by clearing each row's label after use, except after the last row of a share, which stays for the next call.
 */
#include "kernel.h"
#ifndef T

enum { MOST = 4096 };

#define FP
#include "row-template-not-cleaned.c"
#define HP
#include "row-template-not-cleaned.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    static T template[MOST];
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        if (c > MOST) {
            for (int j = 0; j < c; j++) row[j] = ZERO;
            row[y[i]] = d;
            continue;
        }
        if (i > from) template[y[i - 1]] = ZERO;
        template[y[i]] = d;
        memcpy(row, template, c * sizeof *row);
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
