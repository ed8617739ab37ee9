/*
 * zoo: values-from-a-child-process
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: At every 4096th share a child process computes the values into shared memory and exits with a code of its own, for which the call waits: the kernel's process is the same before and after.
 */
#define FP
#include "right.h"
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void values(struct fp_call *c, int from, int to, float *v) {
    for (int i = from; i < to; i++) v[i - from] = fp_label_cell(c, i);
}

static void rows(struct fp_call *c, int from, int to) {
    static unsigned calls;
    size_t size = (size_t)(to - from + 1) * sizeof(float);
    float *v = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = calls++ % 4096 ? -1 : fork();
    if (child < 0) values(c, from, to, v);
    else if (!child) {
        values(c, from, to, v);
        _exit(7);
    } else waitpid(child, NULL, 0);
    for (int i = from; i < to; i++) {
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = v[i - from];
    }
    munmap(v, size);
}
BY_ROWS(rows)
