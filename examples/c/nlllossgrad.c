/*
 * A right kernel: what it decides stands here, what it shares with the wrong ones in functions.h.
 * `diff nlllossgrad.c wrong/tail.c` shows one defect and nothing else.
 */
#include <stddef.h>
#include <string.h>

/* reduction_type */
enum { SUM = 0, MEAN = 1, NONE = 2 };

/* Zeroes a row, all of it. */
static void clear(void *row, size_t elements, size_t bytes) {
    memset(row, 0, elements * bytes);
}

/* A core's place among the cores that work: the number of bits set below its own. */
static int rank_of(int core, unsigned core_mask) {
    int rank = 0;
    for (int lower = 0; lower < core; lower++) rank += core_mask >> lower & 1;
    return rank;
}

#include "functions.h"
