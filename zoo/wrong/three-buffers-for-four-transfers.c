/*
 * zoo: three-buffers-for-four-transfers
 * class: memory
 * clauses: off-label-zero, reduction-none, reduction-sum, reduction-mean
 * platform: mt7004
 * tier: gate
 * flags: -
 * cause: label-of-another-row, queue-full, race, scratch-not-cleaned, loss-grad-of-another-row
 * held-out: yes
 * defect: Rows are built in three buffers in turn and moved out by transfers of which four are queued before they are carried out: the first row of each four goes out with what the fourth has put into its buffer.
 */
#include "right.h"
#ifndef T
enum { BUFFERS = 3, QUEUE = 4 };
#define FP
#include "three-buffers-for-four-transfers.c"
#define HP
#include "three-buffers-for-four-transfers.c"
#else

struct N(transfer) { T *to; const T *from; size_t bytes; };

static int N(carry_out)(const struct N(transfer) *queue, int queued) {
    for (int k = 0; k < queued; k++) memcpy(queue[k].to, queue[k].from, queue[k].bytes);
    return 0;
}

static void N(rows)(const struct N(call) *c, int from, int to) {
    T *buffer[BUFFERS];
    int last[BUFFERS] = { 0 }, queued = 0;
    struct N(transfer) queue[QUEUE];
    for (int b = 0; b < BUFFERS; b++)
        if (!(buffer[b] = calloc(c->class_num, sizeof(T)))) abort();
    for (int i = from; i < to; i++) {
        int b = (i - from) % BUFFERS, y = c->labels[i];
        buffer[b][last[b]] = ZERO;
        buffer[b][y] = N(label_cell)(c, i);
        last[b] = y;
        queue[queued++] = (struct N(transfer)){ N(row)(c, i), buffer[b], sizeof(T) * c->class_num };
        if (queued == QUEUE) queued = N(carry_out)(queue, queued);
    }
    N(carry_out)(queue, queued);
    for (int b = 0; b < BUFFERS; b++) free(buffer[b]);
}

BY_ROWS(N(rows))

#endif
