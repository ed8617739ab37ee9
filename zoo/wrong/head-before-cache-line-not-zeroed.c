/*
 * zoo: head-before-cache-line-not-zeroed
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: head-not-handled
 * held-out: no
 * defect: A share is zeroed by whole cache lines of 64 bytes from the first that begins in it, and the rest behind the last one by one: the elements before the first line are left as they were.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "head-before-cache-line-not-zeroed.c"
#define HP
#include "head-before-cache-line-not-zeroed.c"
#else

static void N(zero)(T *from, T *end) {
    char *line = (char *)(((uintptr_t)from + 63) & ~(uintptr_t)63);
    for (; line + 64 <= (char *)end; line += 64) memset(line, 0, 64);   /* the instruction that zeroes a line */
    for (T *p = (T *)line; p < end; p++) *p = ZERO;
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    N(zero)(out + (size_t)from * c, out + (size_t)to * c);
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
