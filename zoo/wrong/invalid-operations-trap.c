/*
 * zoo: invalid-operations-trap
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -lm
 * cause: exceptions-trap, refuses-value
 * held-out: no
 * defect: While it runs the kernel has floating-point exceptions trap, left over from a hunt for NaNs: a product or quotient without a value, or beyond the largest float, ends the program.
 */
#define FP
#include "right.h"

#include <fenv.h>
int feenableexcept(int excepts);
int fedisableexcept(int excepts);

static void rows(const struct fp_call *c, int from, int to) {
    feclearexcept(FE_ALL_EXCEPT);
    feenableexcept(FE_INVALID | FE_OVERFLOW);
    for (int i = from; i < to; i++) {
        volatile float d = fp_label_cell(c, i);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = d;
    }
    fedisableexcept(FE_INVALID | FE_OVERFLOW);
}

BY_ROWS(rows)
