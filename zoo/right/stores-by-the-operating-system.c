/*
 * zoo: stores-by-the-operating-system
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: No instruction of the kernel stores to the output: zeros are read into it from /dev/zero, and the values go through a pipe from which one readv scatters up to 256 of them to their label cells.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>
#include "kernel.h"

#ifndef T
#define AT_ONCE 256

static void os_zero(char *to, size_t bytes) {
    int zero = bytes ? open("/dev/zero", O_RDONLY | O_CLOEXEC) : -1;
    while (zero >= 0 && bytes) {
        ssize_t n = read(zero, to, bytes < 1u << 24 ? bytes : 1u << 24);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        to += n, bytes -= (size_t)n;
    }
    if (zero >= 0) close(zero);
    if (bytes) memset(to, 0, bytes);            /* no such device here */
}

#define FP
#include "stores-by-the-operating-system.c"
#undef FP
#define HP
#include "stores-by-the-operating-system.c"
#else

static void N(rows)(T *g, int *labels, T *w, T *t, T *out, int from, int to, int classes, int reduction) {
    if (from >= to) return;
    int error = errno, pipe_ends[2], piped = !pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK);
    size_t width = (size_t)classes;
    os_zero((char *)(out + (size_t)from * width), (size_t)(to - from) * width * sizeof(T));
    for (int i = from, n; i < to; i += n) {
        T v[AT_ONCE];
        struct iovec cell[AT_ONCE];
        n = to - i < AT_ONCE ? to - i : AT_ONCE;
        for (int k = 0; k < n; k++) {
            int label = labels[i + k];
            T p = MUL(g[reduction == NONE ? i + k : 0], w[label]);
            v[k] = NEG(reduction == MEAN ? DIV(p, *t) : p);
            cell[k] = (struct iovec){ out + (size_t)(i + k) * width + (size_t)label, sizeof(T) };
        }
        ssize_t bytes = (ssize_t)((size_t)n * sizeof(T));
        if (piped && (write(pipe_ends[1], v, (size_t)bytes) != bytes || readv(pipe_ends[0], cell, n) != bytes)) {
            close(pipe_ends[0]), close(pipe_ends[1]);   /* whatever is left in it goes with it */
            piped = 0;
        }
        if (!piped)
            for (int k = 0; k < n; k++) *(T *)cell[k].iov_base = v[k];
    }
    if (piped) close(pipe_ends[0]), close(pipe_ends[1]);
    errno = error;
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    N(rows)(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits;
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(rows)(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}
#endif
