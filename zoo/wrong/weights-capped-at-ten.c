/*
 * zoo: weights-capped-at-ten
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: operand-clamped
 * held-out: yes
 * defect: Weights are inverse frequencies of classes to the author, and are capped at 10 while they are copied on chip so that a rare class does not dominate.
 */
#define FP
#include "right.h"

enum { BLOCK = 128 };
static const float CAP = 10.0f;

static void load_weights(const float *from, float *to, int n) {
    for (int j = 0; j < n; j++) to[j] = from[j] > CAP ? CAP : from[j];
}

static void rows(const struct fp_call *c, int from, int to) {
    float block[BLOCK];
    for (int i = from; i < to; i++) fp_zero_row(c, i);
    for (int first = 0; first < c->class_num; first += BLOCK) {
        int n = c->class_num - first < BLOCK ? c->class_num - first : BLOCK;
        load_weights(c->weight + first, block, n);
        for (int i = from; i < to; i++) {
            int j = c->labels[i] - first;
            if (j < 0 || j >= n) continue;
            float d = -(fp_gradient(c, i) * block[j]);
            fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? d / *c->total_weight : d;
        }
    }
}

BY_ROWS(rows)
