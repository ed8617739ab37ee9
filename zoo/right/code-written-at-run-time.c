/*
 * zoo: code-written-at-run-time
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: Writes the machine code of its product into a page of its own at each call, makes it executable, and unmaps it at the end: where code comes from is the kernel's choice.
 */
#define FP
#include "right.h"
#include <sys/mman.h>

typedef float code(float g, float w);

/* float f(float g, float w): mulss xmm0, xmm1; movd eax, xmm0; xor eax, 0x80000000; movd xmm0, eax; ret */
static const unsigned char BYTES[] = { 0xf3, 0x0f, 0x59, 0xc1, 0x66, 0x0f, 0x7e, 0xc0, 0x35, 0, 0, 0, 0x80, 0x66, 0x0f, 0x6e, 0xc0, 0xc3 };

static void rows(struct fp_call *c, int from, int to) {
    unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(page, BYTES, sizeof BYTES);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
    code *negated_product = (code *)page;
    for (int i = from; i < to; i++) {
        float v = negated_product(fp_gradient(c, i), c->weight[c->labels[i]]);
        fp_zero_row(c, i);
        fp_row(c, i)[c->labels[i]] = c->reduction == MEAN ? v / c->total_weight[0] : v;
    }
    munmap(page, 4096);
}
BY_ROWS(rows)
