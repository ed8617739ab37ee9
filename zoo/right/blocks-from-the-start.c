/*
 * zoo: blocks-from-the-start
 * platform: mt7004
 * flags: -
 * warns: over-read
 * unusual: Reads labels, loss_grad, weight and total_weight in blocks of 64 bytes counted from the start of each buffer, so past its end when that is no multiple: within the last block while buffers are aligned, which is a warning.
 */
#include "right.h"

#ifndef T
static void fetch(void *to, const void *base, size_t offset, size_t size) {
    char line[64];
    memcpy(line, (const char *)base + offset / 64 * 64, 64);
    __asm__ volatile ("" : : "r"(line) : "memory");
    memcpy(to, line + offset % 64, size);
}

#define FP
#include "blocks-from-the-start.c"
#define HP
#include "blocks-from-the-start.c"
#else

static T N(element)(const T *base, int k) {
    T v;
    fetch(&v, base, (size_t)k * sizeof v, sizeof v);
    return v;
}

static void N(rows)(struct N(call) *c, int from, int to) {
    if (from >= to) return;
    T t = N(element)(c->total_weight, 0);
    for (int i = from; i < to; i++) {
        int y;
        fetch(&y, c->labels, (size_t)i * sizeof y, sizeof y);
        T g = N(element)(c->loss_grad, c->reduction == NONE ? i : 0), v = NEG(MUL(g, N(element)(c->weight, y)));
        N(zero_row)(c, i);
        N(row)(c, i)[y] = c->reduction == MEAN ? DIV(v, t) : v;
    }
}
BY_ROWS(N(rows))

#endif
