/*
 * zoo: guard-cell-saved-and-restored
 * class: memory
 * clauses: in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: store-past-end
 * held-out: yes
 * defect: The loop that looks for the label needs no bound because a sentinel is put behind the row; what stood there is saved and restored, also behind the last row, where it is none of the kernel's.
 */
#define FP
#include "right.h"

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        volatile float *row = fp_row(c, i);
        float saved = row[c->class_num];
        for (int j = 0; j < c->class_num; j++) row[j] = 0.0f;
        row[c->labels[i]] = 1.0f;
        row[c->class_num] = 1.0f;               /* sentinel */
        int j = 0;
        while (row[j] == 0.0f) j++;
        row[c->class_num] = saved;
        row[j] = fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
