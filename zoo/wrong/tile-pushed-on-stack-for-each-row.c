/*
 * zoo: tile-pushed-on-stack-for-each-row
 * class: memory
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: stack-overflow
 * held-out: yes
 * defect: The buffer in which a row is built is taken from the stack inside the loop over rows, and the stack only comes back when the function ends: some megabytes of output exhaust it.
 */
#define FP
#include "right.h"

#include <alloca.h>

static void rows(const struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        float *volatile buffer = alloca(sizeof(float) * c->class_num);
        memset(buffer, 0, sizeof(float) * c->class_num);
        buffer[c->labels[i]] = fp_label_cell(c, i);
        memcpy(fp_row(c, i), buffer, sizeof(float) * c->class_num);
    }
}

BY_ROWS(rows)
