/*
 * A right kernel that is called on each core: what it decides stands here, what it shares with the wrong ones in
 * kernel.h. A core writes its own rows and no other's, so the cores may come in any order.
 */
#include <stddef.h>
#include <string.h>

/* What a core does before its first row; rank is its place among the cores that work. */
static void begin(float *logits_grad, size_t elements, int rank) {
    (void)logits_grad, (void)elements, (void)rank;
}

/* Zeroes a row of the core's own. */
static void clear(float *row, size_t elements) {
    memset(row, 0, elements * sizeof *row);
}

#include "kernel.h"
