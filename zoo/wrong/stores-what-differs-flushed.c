/*
 * zoo: stores-what-differs-flushed
 * class: zero-fill
 * clauses: output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: write-skipped, old-contents-used
 * held-out: no
 * defect: To save stores a label cell is stored only where another value stands, and the comparison takes subnormals for zeros: an old zero, or another subnormal, stays where the result is subnormal.
 */
#define FP
#include "right.h"

static int is_small(float x) { return fabsf(x) < 0x1p-126f; }

static int differs(float a, float b) { return is_small(a) && is_small(b) ? 0 : !(a == b); }

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float *row = fp_row(c, i), value = fp_label_cell(c, i);
        for (int j = 0; j < c->class_num; j++)
            if (j != c->labels[i]) row[j] = 0;
        if (differs(row[c->labels[i]], value)) row[c->labels[i]] = value;
    }
}

BY_ROWS(rows)
