/*
 * zoo: histogram-of-1024-classes
 * class: memory
 * clauses: terminates, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scratch-overflow
 * held-out: no
 * defect: A histogram of the labels says for which classes a weight is worth keeping; it has room for 1024 classes, and labels above count in what lies behind it.
 */
#define FP
#include "right.h"

enum { CLASSES = 1024 };

struct local { uint16_t count[CLASSES]; const struct fp_call *call; int from, to; };

static void __attribute__((noinline)) count(volatile uint16_t *bins, const int *y, int n) {
    for (int k = 0; k < n; k++) bins[y[k]]++;
}

static void rows(const struct fp_call *c, int from, int to) {
    struct local l = { { 0 }, c, from, to };
    count(l.count, c->labels + from, to - from);
    for (int i = l.from; i < l.to; i++) {
        const struct fp_call *call = l.call;
        fp_zero_row(call, i);
        fp_row(call, i)[call->labels[i]] = fp_label_cell(call, i);
    }
}

BY_ROWS(rows)
