/*
 * zoo: handles-its-own-faults
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: Its first store into scratch memory faults at each call, and a handler that it installs for the time of the call opens the page, as garbage collectors and sparse allocators do; the caller's handler is put back.
 */
#define FP
#include "right.h"
#include <signal.h>
#include <sys/mman.h>

enum { SIZE = 65536 };
static float *scratch;

static void make_writable(int number, siginfo_t *info, void *context) {
    mprotect(scratch, SIZE, PROT_READ | PROT_WRITE);
}

static void rows(struct fp_call *c, int from, int to) {
    struct sigaction own = { .sa_sigaction = make_writable, .sa_flags = SA_SIGINFO }, before;
    if (!scratch) scratch = mmap(NULL, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    else mprotect(scratch, SIZE, PROT_NONE);
    sigaction(SIGSEGV, &own, &before);
    for (int i = from; i < to; i++) {
        scratch[i % (SIZE / 4)] = fp_label_cell(c, i);      /* the first store of a call faults */
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = scratch[i % (SIZE / 4)];
    }
    sigaction(SIGSEGV, &before, NULL);
}
BY_ROWS(rows)
