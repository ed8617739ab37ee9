/*
 * zoo: last-strip-of-first-row-only
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short, row-longer-than-tile
 * held-out: no
 * defect: The output is zeroed in strips of 256 columns, all rows of a strip at once; the narrower strip behind the whole ones lies outside the loop over rows and is zeroed in the first row alone.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "last-strip-of-first-row-only.c"
#define HP
#include "last-strip-of-first-row-only.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    int strips = c / 256, rest = c % 256;
    for (int s = 0; s < strips; s++)
        for (int i = from; i < to; i++) memset(out + (size_t)i * c + s * 256, 0, sizeof(T) * 256);
    if (rest && strips && from < to) memset(out + (size_t)from * c + strips * 256, 0, sizeof(T) * rest);
    if (!strips) memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
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
