/*
 * zoo: offset-list-allocated-in-bytes
 * class: memory
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scratch-overflow
 * held-out: yes
 * defect: The places of the label cells of a share are listed before they are stored, in memory allocated for as many bytes as there are rows, in which each takes eight.
 */
#define FP
#include "right.h"

static void scatter(float *out, const size_t *at, const float *value, int n) {
    while (n--) out[at[n]] = value[n];
}

static void rows(const struct fp_call *c, int from, int to) {
    int n = to - from;
    if (n == 0) return;
    size_t *at = malloc(n);
    float *value = malloc(sizeof *value * n);
    if (!at || !value) abort();
    for (int k = 0; k < n; k++) value[k] = fp_label_cell(c, from + k);
    for (int k = 0; k < n; k++) at[k] = (size_t)(from + k) * c->class_num + c->labels[from + k];
    memset(fp_row(c, from), 0, sizeof(float) * n * c->class_num);
    scatter(c->out, at, value, n);
    free(value);
    free(at);
}

BY_ROWS(rows)
