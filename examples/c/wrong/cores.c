/* Wrong: core 2 takes the third share of the rows, even where the mask leaves out core 0 or 1. */
#include <stddef.h>
#include <string.h>

/* reduction_type */
enum { SUM = 0, MEAN = 1, NONE = 2 };

/* Zeroes a row, all of it. */
static void clear(void *row, size_t elements, size_t bytes) {
    memset(row, 0, elements * bytes);
}

/* A core's place among the cores that work: its own number. */
static int rank_of(int core, unsigned core_mask) {
    (void)core_mask;
    return core;
}

#include "../functions.h"
