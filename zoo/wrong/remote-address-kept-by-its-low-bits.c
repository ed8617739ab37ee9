/*
 * zoo: remote-address-kept-by-its-low-bits
 * class: state
 * clauses: no-state, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: output-elsewhere, table-kept
 * held-out: no
 * defect: The output's address on the bus is translated once and kept, with the low 16 bits of the address as the key: an output elsewhere with the same low bits is written where the earlier one was.
 */
#define FP
#include "right.h"

static struct { uint32_t key; float *bus; } translation;

static float *translate(float *address) {
    uint32_t key = ((uint32_t)(uintptr_t)address & 0xffff) | 0x10000;
    if (translation.key != key) {
        translation.key = key;
        translation.bus = address;
    }
    return translation.bus;
}

static void rows(const struct fp_call *c, int from, int to) {
    struct fp_call on_bus = *c;
    on_bus.out = translate(c->out);
    for (int i = from; i < to; i++) {
        fp_zero_row(&on_bus, i);
        fp_row(&on_bus, i)[c->labels[i]] = fp_label_cell(c, i);
    }
}

BY_ROWS(rows)
