/*
 * zoo: labels-start-by-larger-share
 * class: cores
 * clauses: reduction-none, reduction-sum, reduction-mean, core-mask-equivalence
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row
 * held-out: yes
 * defect: A core fetches its labels from rank times the rounded-up share, while its rows begin where the even shares do: with a remainder later cores have labels of rows further on.
 */
#include "right.h"
#ifndef T
#define FP
#include "labels-start-by-larger-share.c"
#define HP
#include "labels-start-by-larger-share.c"
#else

static void N(part)(const struct N(call) *c, int from, int to, const int *y) {
    for (int i = from; i < to; i++, y++) {
        T d = NEG(MUL(N(gradient)(c, i), c->weight[*y]));
        N(zero_row)(c, i);
        N(row)(c, i)[*y] = c->reduction == MEAN ? DIV(d, *c->total_weight) : d;
    }
}

void N(nlllossgrad_p)(PARAMS) {
    struct N(call) c = CALL;
    N(part)(&c, 0, batch, labels);
}

void N(nlllossgrad_s)(PARAMS, int core_mask) {
    struct N(call) c = CALL;
    int cores = core_count(core_mask), most = (batch + cores - 1) / cores;
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        int first = k * most, n = s.to - s.from;
        if (first + n > batch) first = batch - n;
        N(part)(&c, s.from, s.to, labels + first);
    }
}

#endif
