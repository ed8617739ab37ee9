/*
 * zoo: x87-in-single-precision
 * platform: ft78ne
 * flags: -
 * warns: mean-accuracy, mean-special, extreme-total, subnormals
 * unusual: Mean by the x87 unit set to 24 bits, whose exponents are wider: products neither overflow nor lose bits below the normal numbers on the way, and a subnormal result is rounded twice: tolerated. The control word is restored.
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    uint16_t before, single;
    __asm__ volatile("fnstcw %0" : "=m"(before));
    single = before & ~0x300;
    __asm__ volatile("fldcw %0" : : "m"(single));
    for (int i = from; i < to; i++) {
        float g = fp_gradient(c, i), w = c->weight[c->labels[i]], t = c->total_weight[0], v = -(g * w);
        if (c->reduction == MEAN)
            __asm__ volatile("flds %1\n fmuls %2\n fdivs %3\n fchs\n fstps %0" : "=m"(v) : "m"(g), "m"(w), "m"(t));
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = v;
    }
    __asm__ volatile("fldcw %0" : : "m"(before));
}
BY_ROWS(rows)
