/*
 * zoo: shares-kept-by-batch
 * class: state
 * clauses: no-state, core-mask-equivalence, output-extent
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: table-kept
 * held-out: no
 * defect: The table of shares is made anew when batch changes and not when the number of cores does: fewer cores than in the call before leave the shares of the others undone.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "shares-kept-by-batch.c"
#define HP
#include "shares-kept-by-batch.c"
#else

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
    static struct span table[32];
    static int made_for = -1;
    int cores = core_count(core_mask);
    if (batch != made_for) {
        made_for = batch;
        for (int k = 0; k < 32; k++) table[k] = k < cores ? share(batch, cores, k) : (struct span){ 0, 0 };
    }
    for (int k = 0; k < cores; k++)
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, table[k].from, table[k].to, class_num,
                reduction_type);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
