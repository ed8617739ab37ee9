/*
 * zoo: offset-field-of-20-bits
 * class: indexing
 * clauses: output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: A transfer's descriptor holds the offset of its row in elements in a field of 20 bits: rows behind the first 2^20 elements go to the front of the output.
 */
#define FP
#include "right.h"

struct descriptor { uint32_t offset : 20, last : 1; uint32_t length; };

static void carry_out(const struct descriptor *d, float *out, const float *tile) {
    memcpy(out + d->offset, tile, sizeof *out * d->length);
}

static void rows(const struct fp_call *c, int from, int to) {
    float *tile = calloc(c->class_num, sizeof *tile);
    if (!tile) abort();
    for (int i = from; i < to; i++) {
        struct descriptor d = { (uint32_t)((size_t)i * c->class_num) & 0xfffff, i == to - 1, (uint32_t)c->class_num };
        tile[c->labels[i]] = fp_label_cell(c, i);
        carry_out(&d, c->out, tile);
        tile[c->labels[i]] = 0;
    }
    free(tile);
}

BY_ROWS(rows)
