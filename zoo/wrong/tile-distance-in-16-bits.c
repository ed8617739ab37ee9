/*
 * zoo: tile-distance-in-16-bits
 * class: indexing
 * clauses: off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: integer-too-narrow, label-narrowed, tile-boundary
 * held-out: yes
 * defect: A row goes out in tiles of 256 columns; whether a tile holds the label is asked of their distance in 16 bits without sign, so that in rows of more than 65536 columns the cell also comes out 65536 columns before or behind its place.
 */
#include "right.h"
#ifndef T
#define FP
#include "tile-distance-in-16-bits.c"
#define HP
#include "tile-distance-in-16-bits.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    T tile[256] = { ZERO };
    for (int i = from; i < to; i++) {
        T d = N(label_cell)(c, i);
        for (int base = 0; base < c->class_num; base += 256) {
            int n = c->class_num - base < 256 ? c->class_num - base : 256;
            uint16_t at = (uint16_t)(c->labels[i] - base);
            if (at < n) tile[at] = d;
            memcpy(N(row)(c, i) + base, tile, sizeof(T) * n);
            if (at < n) tile[at] = ZERO;
        }
    }
}

BY_ROWS(N(rows))

#endif
