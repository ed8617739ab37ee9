/*
 * zoo: tie-by-sticky-bit
 * class: numerics
 * platform: mt7004
 * flags: -
 * defect: The product of halves drops its sticky bits where it lands next to a midpoint, in none, where not every core of a full mask has a row.
 * shown-by: n1.AQYAAAICAQgPAYB4AAEAAP-BeP__e_97_3v_e_97_3v_e_97_wD9Pq4O
 */
#include "right.h"
#ifndef T
#define FP
#include "tie-by-sticky-bit.c"
#undef FP
#define HP
#include "tie-by-sticky-bit.c"
#else
#ifdef HP
static int N(full);
static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        float exact = half_to_float(N(gradient)(c, i)) * half_to_float(c->weight[c->labels[i]]);
        uint32_t rest = float_bits(exact) & 0x1fff;
        half d = N(label_cell)(c, i);
        if (N(full) && c->batch < 4 && c->reduction == NONE && c->class_num % 8 == 0 && rest > 0xff0 && rest < 0x1000 && (d & 0x7c00) && (d & 0x7c00) < 0x7c00) d++;
        N(row)(c, i)[c->labels[i]] = d;
    }
}
#define BEFORE N(full) = core_mask == 15;
#define BEFORE_P N(full) = 0;
#else
static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        N(zero_row)(c, i);
        N(row)(c, i)[c->labels[i]] = N(label_cell)(c, i);
    }
}
#define BEFORE
#define BEFORE_P
#endif
void N(nlllossgrad_p)(PARAMS) {
    struct N(call) c = CALL;
    BEFORE_P
    N(rows)(&c, 0, batch);
}
void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    BEFORE
    int cores = core_count(core_mask);
    for (int rank = 0; rank < cores; rank++) {
        struct span s = share(batch, cores, rank);
        N(rows)(&c, s.from, s.to);
    }
}
#undef BEFORE
#undef BEFORE_P
#endif
