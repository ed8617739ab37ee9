/*
 * zoo: stores-what-differs
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: To save stores each cell is read first, and stored only where it is another value: -0 stays where 0 is meant, whose sign is free, and a NaN is never taken for what it should be.
 */
#define FP
#include "right.h"

static void store(float *cell, float value) {
    if (*cell != value || value != value) *cell = value;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float *row = fp_row(c, i);
        for (int j = 0; j < c->class_num; j++) store(&row[j], j == c->labels[i] ? fp_label_cell(c, i) : 0);
    }
}

BY_ROWS(rows)
