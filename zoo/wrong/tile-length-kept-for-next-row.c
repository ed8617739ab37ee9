/*
 * zoo: tile-length-kept-for-next-row
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: The length in the transfer's descriptor is lowered for the last, shorter tile of a row and not set back, so that every tile of the rows after it moves no more than that.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "tile-length-kept-for-next-row.c"
#define HP
#include "tile-length-kept-for-next-row.c"
#else

struct N(descriptor) { T *to; const T *from; int n; };

static void N(go)(const struct N(descriptor) *d) { memcpy(d->to, d->from, d->n * sizeof(T)); }

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    T tile[128];
    struct N(descriptor) move = { .from = tile, .n = 128 };
    for (int i = from; i < to; i++) {
        T d = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
        if (r == MEAN) d = DIV(d, *t);
        for (int base = 0; base < c; base += 128) {
            memset(tile, 0, sizeof tile);
            if (y[i] >= base && y[i] < base + 128) tile[y[i] - base] = d;
            if (c - base < 128) move.n = c - base;
            move.to = out + (size_t)i * c + base;
            N(go)(&move);
        }
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
