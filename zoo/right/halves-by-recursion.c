/*
 * zoo: halves-by-recursion
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Splits the output in two, rows first and then columns, down to 64 cells: each cell belongs to one piece.
 */
#include "right.h"

#ifndef T
#define FP
#include "halves-by-recursion.c"
#define HP
#include "halves-by-recursion.c"
#else

static void N(piece)(struct N(call) *c, int top, int bottom, int left, int right) {
    if (top >= bottom) return;
    if (bottom - top > 1 && (bottom - top > 8 || right - left > 8)) {
        int middle = top + (bottom - top) / 2;
        N(piece)(c, middle, bottom, left, right);
        N(piece)(c, top, middle, left, right);
    } else if (right - left > 64) {
        int middle = left + (right - left) / 2;
        N(piece)(c, top, bottom, left, middle);
        N(piece)(c, top, bottom, middle, right);
    } else {
        for (int i = top; i < bottom; i++)
            for (int j = left; j < right; j++) N(row)(c, i)[j] = j == c->labels[i] ? N(label_cell)(c, i) : ZERO;
    }
}
static void N(rows)(struct N(call) *c, int from, int to) { N(piece)(c, from, to, 0, c->class_num); }
BY_ROWS(N(rows))

#endif
