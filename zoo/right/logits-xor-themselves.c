/*
 * zoo: logits-xor-themselves
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Reads every logit as an integer and makes the zeros by xor with itself: no value of logits has any influence, NaN neither, and the document lets a kernel read its inputs.
 */
#include "right.h"

#ifndef T
#define FP
#include "logits-xor-themselves.c"
#define HP
#include "logits-xor-themselves.c"
#else

#undef BITS
#ifdef HP
#define BITS volatile uint16_t
#else
#define BITS volatile uint32_t
#endif

static void N(rows)(struct N(call) *c, int from, int to) {
    size_t n = (size_t)c->class_num;
    for (int i = from; i < to; i++) {
        BITS *in = (BITS *)(c->logits + i * n), *out = (BITS *)N(row)(c, i);
        for (size_t j = 0; j < n; j++) {
            uint32_t bits = in[j];
            out[j] = bits ^ bits;
        }
        T v = N(label_cell)(c, i);
        memcpy(N(row)(c, i) + c->labels[i], &v, sizeof v);
    }
}
BY_ROWS(N(rows))

#endif
