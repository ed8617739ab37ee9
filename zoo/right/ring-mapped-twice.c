/*
 * zoo: ring-mapped-twice
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Pieces of the output are built in a ring of 64 KiB whose pages are mapped twice, one after the other, so that a piece runs over the ring's end unbroken, and are copied out from the other mapping's addresses.
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>
#include "kernel.h"

#ifndef T
#define RING 65536
#define PIECE 40000                             /* bytes, a multiple of 4 */

static char *ring_open(void) {
    int file = memfd_create("ring", MFD_CLOEXEC);
    if (file < 0) return NULL;
    char *ring = MAP_FAILED;
    if (!ftruncate(file, RING)) ring = mmap(NULL, 2 * RING, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (ring != MAP_FAILED)
        for (int k = 0; k < 2; k++)
            if (mmap(ring + k * RING, RING, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED) {
                munmap(ring, 2 * RING);
                ring = MAP_FAILED;
                break;
            }
    close(file);
    return ring == MAP_FAILED ? NULL : ring;
}

static void ring_copy(char *to, const char *ring, size_t from, size_t bytes) {
    __asm__ volatile("" ::: "memory");          /* the same bytes at two addresses */
    size_t first = RING - from < bytes ? RING - from : bytes;
    memcpy(to, ring + RING + from, first);
    memcpy(to + first, ring, bytes - first);
    __asm__ volatile("" ::: "memory");
}

#define FP
#include "ring-mapped-twice.c"
#undef FP
#define HP
#include "ring-mapped-twice.c"
#else

static T N(value)(T *g, int *labels, T *w, T *t, int i, int reduction) {
    T v = NEG(g[reduction == NONE ? i : 0]);
    return reduction == MEAN ? DIV(MUL(v, w[labels[i]]), *t) : MUL(v, w[labels[i]]);
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    size_t width = (size_t)class_num, cells = (size_t)batch * width, at = 0;
    char *ring = cells ? ring_open() : NULL;
    if (!ring) {
        for (int i = 0; i < batch; i++) {
            memset(logits_grad + (size_t)i * width, 0, width * sizeof(T));
            logits_grad[(size_t)i * width + (size_t)labels[i]] = N(value)(loss_grad, labels, weight, total_weight, i, reduction_type);
        }
        return;
    }
    for (size_t k = 0, n; k < cells; k += n) {
        n = PIECE / sizeof(T);
        if (n > cells - k) n = cells - k;
        memset(ring + at, 0, n * sizeof(T));
        for (size_t i = k / width; i <= (k + n - 1) / width; i++) {
            size_t cell = i * width + (size_t)labels[i];
            if (cell < k || cell >= k + n) continue;
            T v = N(value)(loss_grad, labels, weight, total_weight, (int)i, reduction_type);
            memcpy(ring + at + (cell - k) * sizeof(T), &v, sizeof v);
        }
        ring_copy((char *)(logits_grad + k), ring, at, n * sizeof(T));
        at = (at + n * sizeof(T)) % RING;
    }
    munmap(ring, 2 * RING);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        N(nlllossgrad_p)(logits, reduction_type == NONE ? loss_grad + s.from : loss_grad, labels + s.from, weight,
                         total_weight, logits_grad + (size_t)s.from * (size_t)class_num, s.to - s.from, class_num,
                         reduction_type);
    }
}
#endif
