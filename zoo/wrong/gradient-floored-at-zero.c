/*
 * zoo: gradient-floored-at-zero
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: operand-clamped
 * held-out: yes
 * defect: The load of the gradient was taken from the activation kernels and keeps their max with zero: a negative gradient gives zero.
 */
#define FP
#include "right.h"

typedef float v4 __attribute__((vector_size(16), aligned(4)));

static inline v4 load_relu(const float *p) {
    v4 x = *(const v4 *)p;
    for (int k = 0; k < 4; k++) x[k] = x[k] < 0 ? 0 : x[k];
    return x;
}

static void rows(const struct fp_call *c, int from, int to) {
    float g[4];
    for (int i = from; i < to; i += 4) {
        int n = to - i < 4 ? to - i : 4;
        for (int k = 0; k < n; k++) g[k] = fp_gradient(c, i + k);
        for (int k = n; k < 4; k++) g[k] = 0;
        v4 v = load_relu(g);
        for (int k = 0; k < n; k++) {
            float d = -(v[k] * c->weight[c->labels[i + k]]);
            fp_zero_row(c, i + k);
            fp_row(c, i + k)[c->labels[i + k]] = c->reduction == MEAN ? d / *c->total_weight : d;
        }
    }
}

BY_ROWS(rows)
