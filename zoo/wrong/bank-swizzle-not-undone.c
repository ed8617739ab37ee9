/*
 * zoo: bank-swizzle-not-undone
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: lane-permuted
 * held-out: no
 * defect: Against bank conflicts a tile of eight rows keeps column j of row k at j ^ k where rows are whole vectors of eight; the tile is moved out as it lies.
 */
#define FP
#include "right.h"

enum { HEIGHT = 8 };

static void rows(const struct fp_call *c, int from, int to) {
    size_t width = (size_t)c->class_num;
    float *tile = malloc(sizeof *tile * HEIGHT * width);
    if (!tile) abort();
    int swizzle = c->class_num % 8 == 0 ? 7 : 0;
    for (int i = from; i < to; i += HEIGHT) {
        int n = to - i < HEIGHT ? to - i : HEIGHT;
        memset(tile, 0, sizeof *tile * n * width);
        for (int k = 0; k < n; k++) tile[k * width + (c->labels[i + k] ^ (k & swizzle))] = fp_label_cell(c, i + k);
        memcpy(fp_row(c, i), tile, sizeof *tile * n * width);
    }
    free(tile);
}

BY_ROWS(rows)
