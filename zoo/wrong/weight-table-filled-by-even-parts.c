/*
 * zoo: weight-table-filled-by-even-parts
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: remainder-of-columns, wrong-weight, uninitialised, remainder-of-rows, vector-tail
 * held-out: no
 * defect: The cores fill a table of the weights together before they do their rows, class_num / cores classes each: the class_num % cores classes at the end keep the zero that the table began with.
 */
#define FP
#include "right.h"

static void fill(float *table, const float *w, int classes, int rank, int cores) {
    int each = classes / cores;
    memcpy(table + rank * each, w + rank * each, sizeof *table * each);
}

static void fp_rows(const struct fp_call *c, const float *table, int from, int to) {
    for (int i = from; i < to; i++) {
        int y = c->labels[i];
        fp_zero_row(c, i);
        float d = -(fp_gradient(c, i) * table[y]);
        fp_row(c, i)[y] = c->reduction == MEAN ? d / c->total_weight[0] : d;
    }
}

static void run(const struct fp_call *c, int cores) {
    float *table = calloc(c->class_num, sizeof *table);
    if (!table) abort();
    for (int rank = 0; rank < cores; rank++) fill(table, c->weight, c->class_num, rank, cores);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(c->batch, cores, rank);
        fp_rows(c, table, s.from, s.to);
    }
    free(table);
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    run(&c, 1);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    run(&c, core_count(core_mask));
}
