/*
 * zoo: hp-rounds-to-odd
 * class: numerics
 * clauses: product-rounding, mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: rounds-toward-zero, rounds-twice
 * held-out: no
 * defect: Results are rounded to half by the mode for intermediate values: cut, with the last bit set if anything was cut off.
 */
#include "kernel.h"
#ifndef T
#define FP
#include "hp-rounds-to-odd.c"
#define HP
#include "hp-rounds-to-odd.c"
#else

#ifdef HP
static half hp_narrow(float f) {
    half h = float_to_half(f);
    float back = half_to_float(h);
    if (back == f || back - back != 0) return h;    /* exact, infinite or no number */
    if ((back < 0 ? -back : back) > (f < 0 ? -f : f)) h--;
    return h | 1;
}
#else
static float fp_narrow(float f) { return f; }
#endif

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = -(LOAD(g[r == NONE ? i : 0]) * LOAD(w[y[i]]));
        row[y[i]] = N(narrow)(r == MEAN ? d / LOAD(*t) : d);
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
