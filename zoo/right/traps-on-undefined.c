/*
 * zoo: traps-on-undefined
 * platform: mt7004
 * flags: -fsanitize=undefined -fsanitize-undefined-trap-on-error -fstack-protector-all -O0
 * warns: -
 * unusual: Built so that undefined behaviour, misaligned and null pointers among it, is an illegal instruction, with guards on every stack frame: a valid call holds nothing undefined.
 */
#include "right.h"

#ifndef T
#define FP
#include "traps-on-undefined.c"
#define HP
#include "traps-on-undefined.c"
#else

static void N(rows)(struct N(call) *c, int from, int to) {
    for (int i = from; i < to; i++) {
        T *row = N(row)(c, i);
        for (int j = 0; j < c->class_num; j++) row[j] = ZERO;
        row[c->labels[i]] = N(label_cell)(c, i);
    }
}
BY_ROWS(N(rows))

#endif
