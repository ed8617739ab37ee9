/*
 * zoo: product-magic-rounding
 * class: numerics
 * platform: ft78ne
 * flags: -
 * defect: Mean adds a magic constant to round the product: gradient and weight with significands next to 2 both lose steps.
 * shown-by: n1.AAYAAAABAQEBAYCAgIIEAAEAAP-A_v_7A_-A_v_7AwAAADyUyig
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        float g = fp_gradient(c, i), w = c->weight[c->labels[i]], d = fp_label_cell(c, i);
        uint32_t low = (float_bits(g) & 0x7fffff) < (float_bits(w) & 0x7fffff) ? float_bits(g) & 0x7fffff : float_bits(w) & 0x7fffff;
        if (c->reduction == MEAN && low > 0x7c0000 && d - d == 0 && (float_bits(d) & 0x7f800000)) {
            float near = (float)(low - 0x7c0000) / 0x40000;
            d = bits_float(float_bits(d) - (uint32_t)(7 * near * near * near * near));
        }
        fp_row(c, i)[c->labels[i]] = d;
    }
}

BY_ROWS(rows)
