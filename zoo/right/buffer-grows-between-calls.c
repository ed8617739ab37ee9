/*
 * zoo: buffer-grows-between-calls
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: A buffer of zeros that lives from call to call, both element types share and that grows with the widest row: a row is staged there and its label cell is cleared again, so that nothing a call can see survives.
 */
#include "right.h"

#ifndef T
static void *buffer(size_t size) {
    static char *zeros;
    static size_t held;
    if (size > held) {
        free(zeros);
        held = size + size / 2;
        zeros = calloc(held, 1);
    }
    return zeros;
}

#define FP
#include "buffer-grows-between-calls.c"
#define HP
#include "buffer-grows-between-calls.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        size_t size = (size_t)c->class_num * sizeof(T);
        T *staged = buffer(size);
        staged[c->labels[i]] = N(label_cell)(c, i);
        memcpy(N(row)(c, i), staged, size);
        staged[c->labels[i]] = ZERO;
    }
}
BY_ROWS(N(rows))

#endif
