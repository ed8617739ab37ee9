/*
 * zoo: scatter-offsets-16-bit
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, in-bounds
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: Label cells go out by a scatter of eight lanes whose offsets from the first row of the eight are signed 16-bit numbers: they turn negative when eight rows hold more than 32767 elements.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "scatter-offsets-16-bit.c"
#define HP
#include "scatter-offsets-16-bit.c"
#else

static void N(scatter)(T *base, const int16_t *offset, const T *d, int n) {
    for (int lane = 0; lane < n; lane++) base[offset[lane]] = d[lane];
}

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    memset(out + (size_t)from * c, 0, sizeof(T) * c * (to - from));
    for (int base = from; base < to; base += 8) {
        int n = to - base < 8 ? to - base : 8;
        int16_t offset[8];
        T d[8];
        for (int lane = 0; lane < n; lane++) {
            int i = base + lane;
            offset[lane] = (int16_t)(lane * c + y[i]);
            d[lane] = NEG(MUL(g[r == NONE ? i : 0], w[y[i]]));
            if (r == MEAN) d[lane] = DIV(d[lane], *t);
        }
        N(scatter)(out + (size_t)base * c, offset, d, n);
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
