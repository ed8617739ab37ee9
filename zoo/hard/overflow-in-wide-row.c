/*
 * zoo: overflow-in-wide-row
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: Rows of more than 1024 classes are scaled before they are stored: products that overflow come out as the largest float in the last column of eight rows.
 * shown-by: n1.AAYAAAACCIEIAQiAgID8AwABAAAIzJa75wEAAAAA_wAAAAAAgAgAAHQH9k8
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        float d = fp_label_cell(c, i);
        if (c->class_num > 1024 && c->reduction == NONE && c->batch == 8 && c->labels[i] == c->class_num - 1 && float_bits(d) == 0x7f800000) d = 0x1.fffffep127f;
        fp_row(c, i)[c->labels[i]] = d;
    }
}

BY_ROWS(rows)
