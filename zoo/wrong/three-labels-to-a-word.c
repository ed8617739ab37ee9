/*
 * zoo: three-labels-to-a-word
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-narrowed, label-wrapped
 * held-out: yes
 * defect: The labels of a tile are packed three to a word, ten bits each, to fit the parameter memory: labels from 1024 on lose what is above.
 */
#define FP
#include "right.h"

enum { TILE = 48 };

static void pack(const int *y, int n, uint32_t *words) {
    for (int k = 0; k < n; k++) {
        int at = k % 3 * 10;
        if (at == 0) words[k / 3] = 0;
        words[k / 3] |= ((uint32_t)y[k] & 0x3ff) << at;
    }
}

static void rows(const struct fp_call *c, int from, int to) {
    uint32_t words[TILE / 3];
    for (int i = from; i < to; i += TILE) {
        int n = to - i < TILE ? to - i : TILE;
        pack(c->labels + i, n, words);
        for (int k = 0; k < n; k++) {
            int y = (int)(words[k / 3] >> k % 3 * 10 & 0x3ff);
            float d = -(fp_gradient(c, i + k) * c->weight[y]);
            fp_zero_row(c, i + k);
            fp_row(c, i + k)[y] = c->reduction == MEAN ? d / *c->total_weight : d;
        }
    }
}

BY_ROWS(rows)
