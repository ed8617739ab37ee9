/*
 * zoo: output-as-scratch
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: Keeps each row's label as an integer in the row's last cell and its value in the first, and takes them from there in a second pass: until it returns the output is the kernel's own.
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {               /* labels, as integers, in each row's last cell */
        memcpy(fp_row(c, i + 1) - 1, c->labels + i, sizeof(int));
        if (c->class_num > 1) fp_row(c, i)[0] = fp_label_cell(c, i);
    }
    for (int i = from; i < to; i++) {
        float *row = fp_row(c, i), value = c->class_num > 1 ? row[0] : fp_label_cell(c, i);
        int label;
        memcpy(&label, row + c->class_num - 1, sizeof label);
        fp_zero_row(c, i);
        row[label] = value;
    }
}
BY_ROWS(rows)
