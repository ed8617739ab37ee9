/*
 * zoo: lonely-last-row-lost
 * class: cores
 * clauses: output-extent, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: group-of-rows
 * held-out: no
 * defect: With two cores or more rows go out in rounds of 8 per core, and a last round of a single row is not started (batch 17 on two cores).
 */
#include "kernel.h"
#ifndef T
#define FP
#include "lonely-last-row-lost.c"
#define HP
#include "lonely-last-row-lost.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        row[y[i]] = r == MEAN ? DIV(d, *t) : d;
    }
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask), round = cores > 1 ? 8 * cores : batch;
    for (int base = 0; base + (cores > 1) < batch; base += round) {
        int rows = batch - base < round ? batch - base : round;
        if (rows == 0) break;
        for (int k = 0; k < cores; k++) {
            struct span s = share(rows, cores, k);
            N(rows)(loss_grad, labels, weight, total_weight, logits_grad, base + s.from, base + s.to,
                    class_num, reduction_type);
        }
    }
    if (cores > 1 && batch == 1)
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, 1, class_num, reduction_type);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

#endif
