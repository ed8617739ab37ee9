/*
 * zoo: whole-aligned-blocks
 * platform: mt7004
 * flags: -
 * warns: over-read
 * unusual: Fetches every input element, an unused total_weight too, with the whole aligned block of 64 bytes around it, and never the next block: an over-read within a block is a warning at most.
 */
#include "right.h"

#ifndef T
static void fetch(void *to, const void *from, size_t size) {
    char line[64];
    size_t offset = (uintptr_t)from % 64;
    memcpy(line, (const char *)from - offset, 64);
    __asm__ volatile ("" : : "r"(line) : "memory");
    memcpy(to, line + offset, size);
}

#define FP
#include "whole-aligned-blocks.c"
#define HP
#include "whole-aligned-blocks.c"
#else

static T N(element)(const T *p) { T v; fetch(&v, p, sizeof v); return v; }

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        int y;
        fetch(&y, c->labels + i, sizeof y);
        T g = N(element)(c->loss_grad + (c->reduction == NONE ? i : 0)), w = N(element)(c->weight + y);
        T t = N(element)(c->total_weight), v = MUL(NEG(g), w);
        N(zero_row)(c, i);
        N(row)(c, i)[y] = c->reduction == MEAN ? DIV(v, t) : v;
    }
}
BY_ROWS(N(rows))

#endif
