/* Wrong: every core zeroes the whole output first, the rows of cores that have ended included. */
#include <stddef.h>
#include <string.h>

/* What a core does before its first row; rank is its place among the cores that work. */
static void begin(float *logits_grad, size_t elements, int rank) {
    (void)rank;
    memset(logits_grad, 0, elements * sizeof *logits_grad);
}

/* Nothing: all rows are zero. */
static void clear(float *row, size_t elements) {
    (void)row, (void)elements;
}

#include "../kernel.h"
