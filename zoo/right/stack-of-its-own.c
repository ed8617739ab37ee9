/*
 * zoo: stack-of-its-own
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Computes on a stack that it allocates for the call and switches to, and comes back from it by longjmp: how control flows between call and return is the kernel's own affair.
 */
#include "right.h"

#ifndef T
#include <setjmp.h>
#include <ucontext.h>

static struct { ucontext_t here, there; jmp_buf back; void (*work)(void *); void *call; } task;

static void enter(void) {
    task.work(task.call);
    _longjmp(task.back, 1);
}

static void on_own_stack(void (*work)(void *), void *call) {
    enum { SIZE = 1 << 20 };
    char *volatile stack = malloc(SIZE);
    task.work = work;
    task.call = call;
    getcontext(&task.there);
    task.there.uc_stack.ss_sp = stack;
    task.there.uc_stack.ss_size = SIZE;
    task.there.uc_link = NULL;
    makecontext(&task.there, enter, 0);
    if (!_setjmp(task.back)) setcontext(&task.there);
    free(stack);
}

#define FP
#include "stack-of-its-own.c"
#define HP
#include "stack-of-its-own.c"
#else

static void N(rows)(void *p) {
    struct N(call) *c = p;
    T tile[32768];                                  /* up to 128 KiB */
    for (int i = 0; i < c->batch; i++)
        for (int from = 0; from < c->class_num; from += 32768) {
            int cells = c->class_num - from < 32768 ? c->class_num - from : 32768;
            memset(tile, 0, (size_t)cells * sizeof(T));
            int j = c->labels[i] - from;
            if (j >= 0 && j < cells) tile[j] = N(label_cell)(c, i);
            memcpy(N(row)(c, i) + from, tile, (size_t)cells * sizeof(T));
        }
}
void N(nlllossgrad_p)(PARAMS) { struct N(call) c = CALL; on_own_stack(N(rows), &c); }
void N(nlllossgrad_s)(PARAMS, int core_mask) { struct N(call) c = CALL; on_own_stack(N(rows), &c); }

#endif
