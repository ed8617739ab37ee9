/*
 * zoo: padded-tile-sent-in-one-piece
 * class: indexing
 * clauses: off-label-zero, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: row-stride
 * held-out: no
 * defect: Four rows are built in local memory, each padded to a multiple of eight elements, and moved out in one piece without taking the padding away.
 */
#include "right.h"
#ifndef T

enum { HEIGHT = 4 };

#define FP
#include "padded-tile-sent-in-one-piece.c"
#define HP
#include "padded-tile-sent-in-one-piece.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    size_t width = (size_t)c->class_num, padded = (width + 7) / 8 * 8;
    T *tile = malloc(sizeof *tile * HEIGHT * padded);
    if (!tile) abort();
    for (int i = from; i < to; i += HEIGHT) {
        int n = to - i < HEIGHT ? to - i : HEIGHT;
        memset(tile, 0, sizeof *tile * HEIGHT * padded);
        for (int k = 0; k < n; k++) tile[k * padded + c->labels[i + k]] = N(label_cell)(c, i + k);
        memcpy(N(row)(c, i), tile, sizeof *tile * n * width);
    }
    free(tile);
}

BY_ROWS(N(rows))

#endif
