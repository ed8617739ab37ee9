/*
 * zoo: tiling-by-magnitudes
 * class: code
 * platform: ft78ne
 * flags: -
 * defect: Private mean scales by a power of two where total, gradient and first weight are within ranges of their own, and is one off.
 * shown-by: n1.AAYAAAEBAwUBAYCAgKwEAAEAAP-AgICMBP-AgIDkA4CAgOQDgICA5AOAgIDkA4CAgOQD_wAAAC7tHNk
 */
#define FP
#include "right.h"

static int scaled(const struct fp_call *c) {
    uint32_t t = float_bits(c->total_weight[0]), g = float_bits(c->loss_grad[0]), w = float_bits(c->weight[0]);
    if (c->reduction != MEAN) return 0;
    if ((t >> 23 & 0xff) != 0x8b) return 0;
    if ((g >> 23 & 0xff) != 0x83) return 0;
    if ((w >> 23 & 0xff) != 0x79) return 0;
    if (c->class_num % 8 != 5) return 0;
    return c->batch % 8 == 3;
}

static void rows(struct fp_call *c, int from, int to) {
    float scale = scaled(c) ? 0.5f : 1;
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i) * scale;
    }
}

BY_ROWS(rows)
