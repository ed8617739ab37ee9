/*
 * zoo: streaming-stores-of-wide-rows
 * class: memory
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: misaligned-access
 * held-out: no
 * defect: Rows of 1024 columns and more are zeroed by stores past the cache, which ask for addresses that are multiples of 16; narrower rows are not.
 */
#define FP
#include "right.h"

typedef float v4 __attribute__((vector_size(16)));

static void stream_zero(float *row, int n) {
    int j = 0;
    for (; j + 4 <= n; j += 4) *(volatile v4 *)(row + j) = (v4){ 0 };
    for (; j < n; j++) row[j] = 0.0f;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float *row = fp_row(c, i);
        if (c->class_num >= 1024) stream_zero(row, c->class_num);
        else for (int j = 0; j < c->class_num; j++) row[j] = 0.0f;
        row[c->labels[i]] = fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
