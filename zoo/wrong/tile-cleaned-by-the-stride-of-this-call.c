/*
 * zoo: tile-cleaned-by-the-stride-of-this-call
 * class: state
 * clauses: no-state, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: contents-kept, scratch-not-cleaned
 * held-out: no
 * defect: A static tile of four rows is cleaned before use at the label cells that the tile before left in it, whose places are worked out from the class_num of this call, though the tile before may be of another.
 */
#define FP
#include "right.h"

enum { HEIGHT = 4, ROOM = 8192 };

static float tile[ROOM];
static struct { int n, label[HEIGHT]; } last;

static void clean(int c) {
    for (int k = 0; k < last.n; k++)
        if (k * c + last.label[k] < ROOM) tile[k * c + last.label[k]] = 0;
    last.n = 0;
}

static void rows(const struct fp_call *c, int from, int to) {
    int width = c->class_num;
    for (int i = from; i < to; i += HEIGHT) {
        int n = to - i < HEIGHT ? to - i : HEIGHT;
        if (width > ROOM / HEIGHT) {
            for (int k = 0; k < n; k++) {
                fp_zero_row(c, i + k);
                fp_row(c, i + k)[c->labels[i + k]] = fp_label_cell(c, i + k);
            }
            continue;
        }
        clean(width);
        for (int k = 0; k < n; k++) {
            last.label[k] = c->labels[i + k];
            tile[k * width + last.label[k]] = fp_label_cell(c, i + k);
        }
        last.n = n;
        memcpy(fp_row(c, i), tile, sizeof *tile * n * width);
    }
}

BY_ROWS(rows)
