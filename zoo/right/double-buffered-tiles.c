/*
 * zoo: double-buffered-tiles
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: The output is cut into tiles that ignore row boundaries, built in two buffers by turns and copied out whole, as a DMA engine would; the last copy is cut to what is left.
 */
#include "right.h"

#ifndef T
#define FP
#include "double-buffered-tiles.c"
#define HP
#include "double-buffered-tiles.c"
#else

enum { N(TILE) = 768 / sizeof(T) };

static void N(rows)(struct N(call) *c, int from, int to) {
    T tile[2][N(TILE)];
    size_t n = (size_t)c->class_num, at = from * n, end = to * n;
    for (int turn = 0; at < end; turn ^= 1) {
        size_t size = end - at < N(TILE) ? end - at : N(TILE);
        memset(tile[turn], 0, sizeof tile[turn]);
        for (size_t i = at / n; i * n < at + size; i++) {
            size_t cell = i * n + c->labels[i];
            if (cell >= at && cell < at + size) tile[turn][cell - at] = N(label_cell)(c, (int)i);
        }
        memcpy(c->out + at, tile[turn], size * sizeof(T));
        at += size;
    }
}
BY_ROWS(N(rows))

#endif
