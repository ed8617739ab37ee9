/*
 * zoo: clamp-without-limits-turns-nan
 * class: semantics
 * clauses: product-special
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: special-values-lost, operand-clamped
 * held-out: yes
 * defect: Results pass through the clamp that all operators of the library have, here with infinite limits; its maximum and minimum take the limit where a comparison fails, so a NaN becomes minus infinity.
 */
#define FP
#include "right.h"

struct limits { float low, high; };
static const struct limits unlimited = { -INFINITY, INFINITY };

static inline float vmax(float a, float b) { return a > b ? a : b; }
static inline float vmin(float a, float b) { return a < b ? a : b; }

static void fp_rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i += 4) {
        int n = to - i < 4 ? to - i : 4;
        float d[4];
        for (int k = 0; k < n; k++) d[k] = fp_label_cell(c, i + k);
        for (int k = 0; k < n; k++) d[k] = vmin(vmax(d[k], unlimited.low), unlimited.high);
        for (int k = 0; k < n; k++) {
            fp_zero_row(c, i + k);
            fp_row(c, i + k)[c->labels[i + k]] = d[k];
        }
    }
}

BY_ROWS(fp_rows)
