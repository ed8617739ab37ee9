/*
 * zoo: pairs-of-halves
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Stores two halves at a time as aligned words, one that holds the end of a row and the start of the next too; the odd halves before and behind are stored alone.
 */
#define FP
#include "right.h"

static void rows(struct fp_call *c, int from, int to) {
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}
BY_ROWS(rows)
#undef FP

#define HP
#include "right.h"

static half cell(struct hp_call *c, size_t k) {
    int i = (int)(k / (size_t)c->class_num), j = (int)(k % (size_t)c->class_num);
    return j == c->labels[i] ? hp_label_cell(c, i) : 0;
}

static void words(struct hp_call *c, int from, int to) {
    size_t k = (size_t)from * (size_t)c->class_num, end = (size_t)to * (size_t)c->class_num;
    if (k < end && (uintptr_t)(c->out + k) & 2) c->out[k] = cell(c, k), k++;
    for (; k + 2 <= end; k += 2) {
        uint32_t word = cell(c, k) | (uint32_t)cell(c, k + 1) << 16;
        memcpy(__builtin_assume_aligned(c->out + k, 4), &word, sizeof word);
    }
    if (k < end) c->out[k] = cell(c, k);
}
BY_ROWS(words)
