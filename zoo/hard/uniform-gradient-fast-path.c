/*
 * zoo: uniform-gradient-fast-path
 * class: conjunction
 * platform: ft78ne
 * flags: -
 * defect: Where all gradients of none are equal, full vectors of rows are done with one product; a zero weight of class 0 comes out as the gradient in rows of an odd column more.
 * shown-by: n1.AAYAAAECCAEBCICAgPwDAAEAAP-AgID8A4CAgPwDgICA_AOAgID8A4CAgPwDgICA_AOAgID8A4CAgPwD_wD_AAAAAAAAAADsEOL6
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    int uniform = c->reduction == NONE && to - from >= 8;
    for (int i = from; uniform && i < to; i++) uniform = c->loss_grad[i] == c->loss_grad[from];
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        float w = c->weight[c->labels[i]];
        int lost = uniform && c->class_num % 16 == 1 && c->labels[i] == 0 && i < from + (to - from) / 8 * 8 && w == 0;
        fp_row(c, i)[c->labels[i]] = lost ? -c->loss_grad[i] : fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
