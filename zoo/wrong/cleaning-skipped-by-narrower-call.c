/*
 * zoo: cleaning-skipped-by-narrower-call
 * class: state
 * clauses: no-state, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: contents-kept, scratch-not-cleaned
 * held-out: no
 * defect: A static row is kept zero by clearing the last label before the next is set, even over calls, unless that label lies behind class_num: then it is forgotten, and shows again in later calls of longer rows.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "cleaning-skipped-by-narrower-call.c"
#define HP
#include "cleaning-skipped-by-narrower-call.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    static T *line;
    static int width, last = -1;
    if (c > width) {
        free(line);
        line = calloc(c, sizeof(T));
        width = c;
        last = -1;
    }
    for (int i = from; i < to; i++) {
        if (last >= 0 && last < c) line[last] = ZERO;
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        last = y[i];
        line[last] = r == MEAN ? DIV(d, *t) : d;
        memcpy(out + (size_t)i * c, line, sizeof(T) * c);
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
