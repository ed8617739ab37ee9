/*
 * zoo: fast-math
 * platform: ft78ne
 * flags: -O3 -ffast-math -mrecip=none
 * warns: subnormals, mean-special, zero-total, extreme-total
 * unusual: Built with -ffast-math: the compiler may pick another legal order, assume no NaN and link start-up code that flushes subnormals; zeros are chosen by label, never multiplied.
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    float t = c->total_weight[0];
    for (int i = from; i < to; i++) {
        float g = fp_gradient(c, i), w = c->weight[c->labels[i]];
        float v = c->reduction == MEAN ? -(g * w) / t : -(g * w);
        float *row = fp_row(c, i);
        for (int j = 0; j < c->class_num; j++) row[j] = j == c->labels[i] ? v : 0.0f;
    }
}
BY_ROWS(rows)
