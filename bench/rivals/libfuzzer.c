/*
 * NLLLossGrad under clang's libFuzzer: bytes are decoded into a call of batch 1 to 16 and class_num 1 to 32, which oracle.h
 * makes and judges. On its end it prints a line of JSON for the bench.
 */
#include <time.h>

#include "oracle.h"

static long executions, cells;
static struct timespec began, began_cpu;

static double since(clockid_t clock, struct timespec from) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)(now.tv_sec - from.tv_sec) + 1e-9 * (double)(now.tv_nsec - from.tv_nsec);
}

static void report(void) {
    printf("{\"executions\": %ld, \"cells\": %ld, \"seconds\": %f, \"processorSeconds\": %f}\n", executions, cells,
           since(CLOCK_MONOTONIC, began), since(CLOCK_PROCESS_CPUTIME_ID, began_cpu));
}

/* Marks of buffers, as `nllgrad` has them. */
static const uint32_t POISONS[] = {0x7fcbad01u, 0x4b1ce5a7u, 0x7f800000u};
static const uint32_t LOGITS_FILLS[] = {0x7fc10617u, 0xc1c70a3du, 0xff800000u};
static const uint32_t UNUSED[] = {0x7fc0da7au, 0x7f800000u};

/* The rest of an input; what is missing reads as zeros. */
struct reader {
    const uint8_t *data;
    size_t left;
};

static uint32_t take(struct reader *from, size_t bytes) {
    uint32_t word = 0;
    if (bytes > from->left) bytes = from->left;
    memcpy(&word, from->data, bytes);
    from->data += bytes;
    from->left -= bytes;
    return word;
}

static void take_words(struct reader *from, uint32_t *into, int count) {
    size_t bytes = 4 * (size_t)count;
    if (bytes > from->left) {
        for (int k = 0; k < count; k++) into[k] = take(from, 4);
        return;
    }
    memcpy(into, from->data, bytes);
    from->data += bytes;
    from->left -= bytes;
}

/* What the call must not use is as it was drawn, or something that shows. */
static void mark_unused(struct call *c, uint32_t how) {
    if (how == 2) return;
    if (c->reduction != NONE)
        for (int i = 1; i < c->loss_grad_length; i++) c->loss_grad[i] = UNUSED[how];
    uint32_t used = 0;
    for (int i = 0; i < c->batch; i++) used |= 1u << c->labels[i];
    for (int j = 0; j < c->class_num; j++)
        if ((used >> j & 1) == 0) c->weight[j] = UNUSED[how];
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    reserve();
    clock_gettime(CLOCK_MONOTONIC, &began);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began_cpu);
    atexit(report);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct reader from = {data, size};
    struct call c;
    uint32_t way = take(&from, 1);
    c.is_shared = way & 1;
    c.reduction = (int)(way >> 1) % 3;
    c.batch = 1 + (int)take(&from, 1) % MAX_BATCH;
    c.class_num = 1 + (int)take(&from, 1) % MAX_CLASSES;
    uint32_t mask = take(&from, 1);
    c.core_mask = mask == 0 ? 0xff : (int)mask;
    uint32_t fills = take(&from, 1);
    c.poison = POISONS[fills % 3];
    c.logits = LOGITS_FILLS[fills / 3 % 3];
    c.placement = (int)(fills / 9 % PLACEMENTS);
    uint32_t unused = fills / 27 % 3;
    c.loss_grad_length = c.reduction == NONE || (way & 0x80) != 0 ? c.batch : 1;
    c.total_weight = take(&from, 4);
    for (int i = 0; i < c.batch; i++) c.labels[i] = (int32_t)(take(&from, 1) % (uint32_t)c.class_num);
    take_words(&from, c.loss_grad, c.loss_grad_length);
    take_words(&from, c.weight, c.class_num);
    mark_unused(&c, unused);
    run(&c);
    executions++;
    cells += c.batch * c.class_num;
    return 0;
}
