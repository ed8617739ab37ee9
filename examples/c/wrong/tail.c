/* Wrong: the zero fill stores eight elements at a time, and leaves what is past a multiple of eight. */
#include <stddef.h>
#include <string.h>

/* reduction_type */
enum { SUM = 0, MEAN = 1, NONE = 2 };

/* Zeroes a row, eight elements at a time. */
static void clear(void *row, size_t elements, size_t bytes) {
    memset(row, 0, elements / 8 * 8 * bytes);
}

/* A core's place among the cores that work: the number of bits set below its own. */
static int rank_of(int core, unsigned core_mask) {
    int rank = 0;
    for (int lower = 0; lower < core; lower++) rank += core_mask >> lower & 1;
    return rank;
}

#include "../functions.h"
