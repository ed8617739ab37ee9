/*
 * zoo: stride-register-16-bit
 * class: indexing
 * clauses: output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: integer-too-narrow, row-stride
 * held-out: no
 * defect: The stride register of the store unit has 16 bits, so that rows of 65536 columns and more are stored on top of each other.
 */
#define FP
#include "right.h"

struct store_unit { float *base; uint16_t stride; };

static float *line(const struct store_unit *u, int i) { return u->base + (size_t)i * u->stride; }

static void rows(const struct fp_call *c, int from, int to) {
    struct store_unit unit = { c->out, (uint16_t)c->class_num };
    for (int i = from; i < to; i++) {
        float *row = line(&unit, i);
        memset(row, 0, sizeof *row * c->class_num);
        row[c->labels[i]] = fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
