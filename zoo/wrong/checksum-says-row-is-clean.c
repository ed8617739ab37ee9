/*
 * zoo: checksum-says-row-is-clean
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: old-contents-used
 * held-out: no
 * defect: To save stores a row is zeroed only if its checksum, the exclusive or of its elements' bits, is not zero, which it also is when a pattern stands there an even number of times.
 */
#include "right.h"
#ifndef T

static uint32_t fp_bits(float f) { return float_bits(f); }
static uint32_t hp_bits(half h) { return h; }

#define FP
#include "checksum-says-row-is-clean.c"
#define HP
#include "checksum-says-row-is-clean.c"
#else

static int N(dirty)(const T *row, int n) {
    uint32_t sum = 0;
    for (int j = 0; j < n; j++) sum ^= N(bits)(row[j]);
    return sum != 0;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i);
        if (N(dirty)(row, c->class_num)) N(zero_row)(c, i);
        row[c->labels[i]] = N(label_cell)(c, i);
    }
}

BY_ROWS(N(rows))

#endif
