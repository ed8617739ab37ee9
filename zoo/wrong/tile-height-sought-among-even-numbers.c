/*
 * zoo: tile-height-sought-among-even-numbers
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: divides-by-zero, refuses-shape
 * held-out: yes
 * defect: The height of a tile is the largest even number up to 64 that divides batch, found by counting down in steps of two: an odd batch gets to zero and divides by it.
 */
#define FP
#include "right.h"

static int height_for(int batch) {
    volatile int n = 64;
    while (batch % n) n -= 2;
    return n;
}

static void fill(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}

static void rows(const struct fp_call *c, int from, int to) {
    if (from == to) return;
    int height = height_for(c->batch);
    for (int i = from; i < to; i += height) fill(c, i, i + height < to ? i + height : to);
}

BY_ROWS(rows)
