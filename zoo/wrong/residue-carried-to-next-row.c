/*
 * zoo: residue-carried-to-next-row
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: rounds-upward
 * held-out: no
 * defect: What rounding to half leaves of a product is added to the product of the next row, so that no error piles up, as in a running sum.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "residue-carried-to-next-row.c"
#define HP
#include "residue-carried-to-next-row.c"
#else

#ifdef HP
static half hp_round_with(float f, float *residue) {
    half h = float_to_half(f + *residue);
    float left = f + *residue - half_to_float(h);
    *residue = left - left == 0 ? left : 0;         /* none behind a NaN or infinity */
    return h;
}
#else
static float fp_round_with(float f, float *residue) { return f + *residue; }
#endif

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    float residue = 0;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(LOAD(g[r == NONE ? i : 0]) * LOAD(w[y[i]]));
        row[y[i]] = N(round_with)(r == MEAN ? d / LOAD(*t) : d, &residue);
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
