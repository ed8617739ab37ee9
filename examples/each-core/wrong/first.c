/* Wrong: the first core zeroes the whole output, and nothing makes the others wait until it has. */
#include <stddef.h>
#include <string.h>

/* What a core does before its first row; rank is its place among the cores that work. */
static void begin(float *logits_grad, size_t elements, int rank) {
    if (rank == 0) memset(logits_grad, 0, elements * sizeof *logits_grad);
}

/* Nothing: all rows are zero. */
static void clear(float *row, size_t elements) {
    (void)row, (void)elements;
}

#include "../kernel.h"
