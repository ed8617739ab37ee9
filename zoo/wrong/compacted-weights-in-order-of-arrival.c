/*
 * zoo: compacted-weights-in-order-of-arrival
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-weight
 * held-out: no
 * defect: In a tile of 16 rows each label that occurs has its weight fetched once, in the order of arrival; a row finds its weight by how many smaller labels occur in the tile, as if they had been fetched in order.
 */
#define FP
#include "right.h"

enum { TILE = 16 };

static int distinct(const int *y, int n, int *seen) {
    int found = 0;
    for (int k = 0; k < n; k++) {
        int m = 0;
        while (m < found && seen[m] != y[k]) m++;
        if (m == found) seen[found++] = y[k];
    }
    return found;
}

static int rank_of(int label, const int *seen, int found) {
    int rank = 0;
    for (int m = 0; m < found; m++) rank += seen[m] < label;
    return rank;
}

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i += TILE) {
        int n = to - i < TILE ? to - i : TILE, seen[TILE];
        float w[TILE];
        int found = distinct(c->labels + i, n, seen);
        for (int m = 0; m < found; m++) w[m] = c->weight[seen[m]];
        for (int k = 0; k < n; k++) {
            int y = c->labels[i + k];
            float d = -(fp_gradient(c, i + k) * w[rank_of(y, seen, found)]);
            fp_zero_row(c, i + k);
            fp_row(c, i + k)[y] = c->reduction == MEAN ? d / *c->total_weight : d;
        }
    }
}

BY_ROWS(rows)
