/*
 * zoo: quad-skipped-by-its-first-product
 * class: zero-fill
 * clauses: output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: early-exit
 * held-out: no
 * defect: Rows are done in fours, and the four are skipped, zeros and all, when the product of the first of them is zero.
 */
#define FP
#include "right.h"

static void rows(const struct fp_call *c, int from, int to) {
    float product[4];
    for (int i = from; i < to; i += 4) {
        int n = to - i < 4 ? to - i : 4;
        for (int k = 0; k < n; k++) product[k] = fp_gradient(c, i + k) * c->weight[c->labels[i + k]];
        if (product[0] == 0.0f) continue;
        for (int k = 0; k < n; k++) {
            float *row = fp_row(c, i + k);
            for (int j = 0; j < c->class_num; j++) row[j] = 0.0f;
            row[c->labels[i + k]] = c->reduction == MEAN ? -product[k] / *c->total_weight : -product[k];
        }
    }
}

BY_ROWS(rows)
