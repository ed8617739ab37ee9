/*
 * zoo: straddling-row-belongs-to-nobody
 * class: cores
 * clauses: reduction-none, reduction-sum, reduction-mean, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: share-boundary
 * held-out: no
 * defect: The cells of the output are shared evenly, and a core stores the labels of rows that lie in its cells as a whole: a row that lies on two cores gets its zeros and no label cell.
 */
#define FP
#include "right.h"

static void cells(const struct fp_call *c, size_t from, size_t to) {
    size_t width = (size_t)c->class_num;
    memset(c->out + from, 0, sizeof(float) * (to - from));
    for (size_t i = (from + width - 1) / width; (i + 1) * width <= to; i++)
        c->out[i * width + c->labels[i]] = fp_label_cell(c, (int)i);
}

void fp_nlllossgrad_p(PARAMS) {
    struct fp_call c = CALL;
    cells(&c, 0, (size_t)batch * class_num);
}

void fp_nlllossgrad_s(PARAMS, int core_mask) {
    struct fp_call c = CALL;
    size_t cores = (size_t)core_count(core_mask), all = (size_t)batch * class_num;
    for (size_t k = 0; k < cores; k++) cells(&c, all * k / cores, all * (k + 1) / cores);
}
