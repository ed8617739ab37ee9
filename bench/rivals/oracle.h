/*
 * What a single call of NLLLossGrad must show, for kernels called from C: the same that `nllgrad` judges of one call.
 * A call is laid out between unreadable zones and canaries, made, and judged; what is wrong aborts.
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../examples/c/nlllossgrad.h"

enum { SUM = 0, MEAN = 1, NONE = 2 };
enum { MAX_BATCH = 16, MAX_CLASSES = 32, MAX_CELLS = MAX_BATCH * MAX_CLASSES };

/* Where buffers lie in their slots: before the zone by blocks, right before it, right behind it. */
enum { ALIGNED = 0, EXACT = 1, START = 2, PLACEMENTS = 3 };

/* Six slots in a row, a zone before, between and behind them. */
enum { ZONE = 1 << 20, SLOT = 1 << 16, BLOCK = 64, CANARY_BYTES = 64 };
enum { LOGITS, LOSS_GRAD, LABELS, WEIGHT, TOTAL_WEIGHT, LOGITS_GRAD, BUFFERS };

static const uint32_t CANARY = 0x7fa57fa5u;

/* A call as the harness decodes it; floats as bits. */
struct call {
    int is_shared, batch, class_num, reduction, core_mask, placement;
    int loss_grad_length;
    uint32_t poison, logits;
    uint32_t loss_grad[MAX_BATCH], weight[MAX_CLASSES], total_weight;
    int32_t labels[MAX_BATCH];
};

static uint8_t *slots[BUFFERS];
static uint32_t *at[BUFFERS];                       /* where the buffers lie */
static uint32_t *low[BUFFERS], *high[BUFFERS];      /* ends of the canaries around them */

static void reserve(void) {
    size_t bytes = BUFFERS * (size_t)(ZONE + SLOT) + ZONE;
    uint8_t *base = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) abort();
    for (int b = 0; b < BUFFERS; b++) {
        slots[b] = base + ZONE + (size_t)b * (ZONE + SLOT);
        mprotect(slots[b], SLOT, PROT_READ | PROT_WRITE);
    }
}

static void fill(uint32_t *from, uint32_t *to, uint32_t word) {
    for (; from < to; from++) *from = word;
}

static int is_filled(const uint32_t *from, const uint32_t *to, uint32_t word) {
    uint32_t other = 0;
    for (; from < to; from++) other |= *from ^ word;
    return other == 0;
}

static int is_same(const uint32_t *a, const void *wanted, int words) {
    const uint32_t *b = wanted;
    uint32_t other = 0;
    for (int k = 0; k < words; k++) other |= a[k] ^ b[k];
    return other == 0;
}

/* Elements of each buffer. */
static void measure(const struct call *c, int words[BUFFERS]) {
    words[LOGITS] = words[LOGITS_GRAD] = c->batch * c->class_num;
    words[LOSS_GRAD] = c->loss_grad_length;
    words[LABELS] = c->batch;
    words[WEIGHT] = c->class_num;
    words[TOTAL_WEIGHT] = 1;
}

/* Lays the call's buffers out, plants the canaries, writes the inputs and poisons the output. */
static void lay(const struct call *c, const int words[BUFFERS]) {
    for (int b = 0; b < BUFFERS; b++) {
        size_t bytes = 4 * (size_t)words[b];
        size_t block = c->placement == ALIGNED ? (bytes + BLOCK - 1) / BLOCK * BLOCK : bytes;
        uint8_t *first = c->placement == START ? slots[b] : slots[b] + SLOT - block;
        uint8_t *before = first - CANARY_BYTES < slots[b] ? slots[b] : first - CANARY_BYTES;
        uint8_t *behind = first + bytes + 2 * CANARY_BYTES;
        if (behind > slots[b] + SLOT) behind = slots[b] + SLOT;
        at[b] = (uint32_t *)first;
        low[b] = (uint32_t *)before;
        high[b] = (uint32_t *)behind;
        fill(low[b], at[b], CANARY);
        fill(at[b] + words[b], high[b], CANARY);
    }
    fill(at[LOGITS], at[LOGITS] + words[LOGITS], c->logits);
    memcpy(at[LOSS_GRAD], c->loss_grad, 4 * (size_t)words[LOSS_GRAD]);
    memcpy(at[LABELS], c->labels, 4 * (size_t)words[LABELS]);
    memcpy(at[WEIGHT], c->weight, 4 * (size_t)words[WEIGHT]);
    memcpy(at[TOTAL_WEIGHT], &c->total_weight, 4);
    fill(at[LOGITS_GRAD], at[LOGITS_GRAD] + words[LOGITS_GRAD], c->poison);
}

static void make(const struct call *c) {
    float *x = (float *)at[LOGITS], *g = (float *)at[LOSS_GRAD], *w = (float *)at[WEIGHT];
    float *t = (float *)at[TOTAL_WEIGHT], *out = (float *)at[LOGITS_GRAD];
    int *y = (int *)at[LABELS];
    if (c->is_shared) fp_nlllossgrad_s(x, g, y, w, t, out, c->batch, c->class_num, c->reduction, c->core_mask);
    else fp_nlllossgrad_p(x, g, y, w, t, out, c->batch, c->class_num, c->reduction);
}

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    abort();
}

static float value_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

/* Equal as numbers; every NaN equals every NaN. */
static int same(float a, float b) {
    return a == b || (a != a && b != b);
}

/* Whether some legal order gives `value` of g*w/t: each step in float, or in double and rounded once. The commonest first. */
static int is_legal_mean(float g, float w, float t, float value) {
    if (same(g * w / t, value)) return 1;
    double G = g, W = w, T = t;
    float r = 1 / t;
    double R = 1 / T;
    return same((float)(G * W / T), value) || same(g / t * w, value) || same(g * (w / t), value) || same(g * w * r, value) ||
           same(g * r * w, value) || same(w * r * g, value) || same((float)(G / T * W), value) ||
           same((float)(G * (W / T)), value) || same((float)(G * W * R), value) || same((float)(G * R * W), value) ||
           same((float)(W * R * G), value);
}

static void judge_output(const struct call *c) {
    const uint32_t *row = at[LOGITS_GRAD];
    float t = value_of(c->total_weight);
    for (int i = 0; i < c->batch; i++, row += c->class_num) {
        int label = c->labels[i];
        uint32_t ones = 0;
        for (int j = 0; j < c->class_num; j++) ones |= j == label ? 0 : row[j];
        /* The poison is no zero: a cell that was never written shows here too. */
        if ((ones & 0x7fffffffu) != 0) fail("an off-label cell is not zero");
        if (row[label] == c->poison && c->poison == 0x7fcbad01u) fail("a label cell was never written");
        float g = value_of(c->loss_grad[c->reduction == NONE ? i : 0]);
        float w = value_of(c->weight[label]);
        float received = value_of(row[label]);
        if (c->reduction == MEAN ? !is_legal_mean(g, w, t, -received) : !same(-(float)((double)g * w), received))
            fail("a label cell is not what the formula gives");
    }
}

static void judge_rest(const struct call *c, const int words[BUFFERS]) {
    for (int b = 0; b < BUFFERS; b++) {
        if (!is_filled(low[b], at[b], CANARY) || !is_filled(at[b] + words[b], high[b], CANARY))
            fail("something was written outside the buffers");
    }
    if (!is_filled(at[LOGITS], at[LOGITS] + words[LOGITS], c->logits) ||
        !is_same(at[LOSS_GRAD], c->loss_grad, words[LOSS_GRAD]) || !is_same(at[LABELS], c->labels, words[LABELS]) ||
        !is_same(at[WEIGHT], c->weight, words[WEIGHT]) || !is_same(at[TOTAL_WEIGHT], &c->total_weight, 1))
        fail("an input was changed");
}

/* Makes a call and judges it. */
static void run(const struct call *c) {
    int words[BUFFERS];
    measure(c, words);
    lay(c, words);
    make(c);
    judge_output(c);
    judge_rest(c, words);
}
