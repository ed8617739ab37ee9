/*
 * zoo: zero-register-keeps-the-label-lane
 * class: zero-fill
 * clauses: off-label-zero
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: scratch-not-cleaned
 * held-out: yes
 * defect: The half shared version stores a row in vectors of eight from one zero register, into which the label cell is inserted for its vector and from which it is taken at the end of the row: it stands in that lane of all vectors behind it too.
 */
#include "right.h"
#ifndef T
#define FP
#include "zero-register-keeps-the-label-lane.c"
#define HP
#include "zero-register-keeps-the-label-lane.c"
#else

static void N(rows)(const struct N(call) *c, int from, int to) {
    T v[8] = { ZERO };
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i), d = N(label_cell)(c, i);
        int y = c->labels[i], j = 0;
        for (; j + 8 <= c->class_num; j += 8) {
            if (y >> 3 == j >> 3) v[y & 7] = d;
            memcpy(row + j, v, sizeof v);
        }
        v[y & 7] = ZERO;
        for (; j < c->class_num; j++) row[j] = j == y ? d : ZERO;
    }
}

static void N(plain)(const struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}

void N(nlllossgrad_p)(PARAMS) {
    struct N(call) c = CALL;
    N(plain)(&c, 0, batch);
}

void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    int cores = core_count(core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        if (sizeof(T) == 2) N(rows)(&c, s.from, s.to);
        else N(plain)(&c, s.from, s.to);
    }
}

#endif
