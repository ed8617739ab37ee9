/*
 * zoo: row-numbers-of-counting-sort-in-bytes
 * class: indexing
 * clauses: output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: yes
 * defect: The rows of a share are visited even labels first, by a list of row numbers within the share that has a byte for each: rows from the 257th on are never visited.
 */
#define FP
#include "right.h"

static int partition(const int *y, int n, uint8_t *list) {
    int used = 0;
    for (int parity = 0; parity < 2; parity++)
        for (int k = 0; k < n; k++)
            if (y[k] % 2 == parity) list[used++] = (uint8_t)k;
    return used;
}

static void rows(const struct fp_call *c, int from, int to) {
    if (from == to) return;
    uint8_t *list = malloc(to - from);
    if (!list) abort();
    int n = partition(c->labels + from, to - from, list);
    for (int k = 0; k < n; k++) {
        int i = from + list[k];
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
    free(list);
}

BY_ROWS(rows)
