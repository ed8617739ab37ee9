/*
 * zoo: tile-number-in-a-byte
 * class: indexing
 * clauses: off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-narrowed, integer-too-narrow
 * held-out: no
 * defect: A row goes out in tiles of 16 columns, and which of them holds the label is held in a byte: in rows of more than 4096 columns the cell comes out in every 256th tile.
 */
#include "right.h"
#ifndef T

enum { TILE = 16 };

#define FP
#include "tile-number-in-a-byte.c"
#define HP
#include "tile-number-in-a-byte.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i), d = N(label_cell)(c, i);
        uint8_t home = (uint8_t)(c->labels[i] / TILE), tile = 0;
        int lane = c->labels[i] % TILE;
        for (int j = 0; j < c->class_num; j += TILE, tile++) {
            T buffer[TILE] = { 0 };
            int n = c->class_num - j < TILE ? c->class_num - j : TILE;
            if (tile == home) buffer[lane] = d;
            memcpy(row + j, buffer, sizeof *row * n);
        }
    }
}

BY_ROWS(N(rows))

#endif
