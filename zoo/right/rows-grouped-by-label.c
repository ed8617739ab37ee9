/*
 * zoo: rows-grouped-by-label
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Sorts the row numbers of a share by label, so that each weight is fetched once, and goes through the rows in that order: rows do not depend on each other.
 */
#include "right.h"

#ifndef T
static const int *sorted_by;

static int by_label(const void *a, const void *b) {
    int i = *(const int *)a, j = *(const int *)b;
    return (sorted_by[i] > sorted_by[j]) - (sorted_by[i] < sorted_by[j]);
}

#define FP
#include "rows-grouped-by-label.c"
#define HP
#include "rows-grouped-by-label.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    int *order = malloc((size_t)(to - from + 1) * sizeof *order);
    for (int i = from; i < to; i++) order[i - from] = i;
    sorted_by = c->labels;
    qsort(order, (size_t)(to - from), sizeof *order, by_label);
    for (int k = 0; k < to - from; k++) N(zero_row)(c, order[k]);
    for (int k = 0; k < to - from; k++) N(row)(c, order[k])[c->labels[order[k]]] = N(label_cell)(c, order[k]);
    free(order);
}
BY_ROWS(N(rows))

#endif
