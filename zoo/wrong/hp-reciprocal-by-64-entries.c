/*
 * zoo: hp-reciprocal-by-64-entries
 * class: numerics
 * clauses: mean-rounding
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: quotient-inaccurate
 * held-out: no
 * defect: The half mean multiplies by a reciprocal from a table that looks at six bits of total_weight's fraction: exact for whole totals to 128, some steps off for others.
 */
#include "kernel.h"
#ifndef T

/* What an entry holds: the reciprocal at its lower edge. */
static float hp_reciprocal(float x) { return 1 / bits_float(float_bits(x) & 0xfffe0000); }

static float fp_reciprocal(float x) { return 1 / x; }

#define FP
#include "hp-reciprocal-by-64-entries.c"
#define HP
#include "hp-reciprocal-by-64-entries.c"
#else

static void N(rows)(const T *g, const int *y, const T *w, const T *t, T *out,
                    int from, int to, int c, int r) {
    float scale = r == MEAN ? N(reciprocal)(LOAD(*t)) : 1;
    for (int i = from; i < to; i++) {
        T *row = out + (size_t)i * c;
        for (int j = 0; j < c; j++) row[j] = ZERO;
        float d = -(LOAD(g[r == NONE ? i : 0]) * LOAD(w[y[i]]));
        row[y[i]] = STORE(r == MEAN ? d * scale : d);
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
