/*
 * zoo: control-register-flushes
 * platform: ft78ne
 * flags: -
 * warns: subnormals, extreme-total, mean-special, zero-total
 * unusual: Sets flush-to-zero and denormals-are-zero while it computes and restores the control register: subnormals may be flushed, with a warning.
 */
#define FP
#include "right.h"
#include <immintrin.h>

static void rows(struct fp_call *c, int from, int to) {
    volatile unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040);
    for (int i = from; i < to; i++) {
        volatile float g = fp_gradient(c, i), w = c->weight[c->labels[i]], t = c->total_weight[0], v;
        if (c->reduction == MEAN) v = -(g * w) / t;
        else v = -(g * w);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = v;
    }
    _mm_setcsr(before);
}
BY_ROWS(rows)
