/** What the case is written in: fixed text. */
export const TYPES: string = `
enum { SUM = 0, MEAN = 1, NONE = 2 }; /* reduction_type */

/* Keys from <= key < to may have results from low to high; clause: only with a warning. */
struct allowed {
    int32_t from, to, low, high;
    const char *clause;
};

struct data {
    int size; /* bytes of an element */
    int32_t batch, class_num;
    int reduction;
    int32_t gradients;  /* elements of loss_grad */
    void (*load)(void); /* writes inputs and expected results */
    const struct allowed *allowed;
    size_t alloweds;
};

struct call {
    void (*make)(const struct call *);
    const char *words;
    const struct data *data;
    int core_mask, placement;
    int filled;      /* whether the output is filled with poison before the call, or left as it is */
    uint32_t poison;
    int judged;
};
`;

/** The part of a C program that lays the buffers out: fixed text, before the case's own data. */
export const MEMORY: string = String.raw`
/* Memory. Each buffer lies in a slot between zones that cannot be read; canaries stand around it. */

enum { LOGITS, LOSS_GRAD, LABELS, WEIGHT, TOTAL_WEIGHT, LOGITS_GRAD, BUFFERS, EXPECTED = BUFFERS, ROWS, COLUMNS, ARRAYS };
/* Which buffers begin where their slots do, a bit for each; the others end there, EXACT with the last byte, else with its block. */
enum { ALIGNED, START = (1 << BUFFERS) - 1, EXACT };

static const char *const names[BUFFERS] = {"logits", "loss_grad", "labels", "weight", "total_weight", "logits_grad"};

static struct {
    unsigned char *start;       /* of the first element */
    int size;                   /* bytes of an element */
    size_t bytes;               /* of all elements */
    unsigned char *low, *high;  /* ends of the slot */
    unsigned char *first, *end; /* ends of the canaries */
} array[ARRAYS];

static uint32_t load(int a, size_t i) {
    uint32_t word;
    uint16_t half_word;
    if (array[a].size == 4) {
        memcpy(&word, array[a].start + 4 * i, 4);
        return word;
    }
    memcpy(&half_word, array[a].start + 2 * i, 2);
    return half_word;
}

static void store(int a, size_t i, uint32_t bits) {
    uint16_t half_word = (uint16_t)bits;
    if (array[a].size == 4) memcpy(array[a].start + 4 * i, &bits, 4);
    else memcpy(array[a].start + 2 * i, &half_word, 2);
}

/* bits, bits + step, ... */
static void fill(int a, size_t at, size_t count, uint32_t bits, uint32_t step) {
    for (size_t i = 0; i < count; i++) store(a, at + i, bits + step * (uint32_t)i);
}

static void copy(int a, size_t at, size_t count, const uint32_t *bits) {
    for (size_t i = 0; i < count; i++) store(a, at + i, bits[i]);
}

static void *allocate(size_t bytes) {
    void *memory = calloc(bytes + 1, 1);
    if (memory == NULL) {
        fputs("not enough memory\n", stderr);
        exit(2);
    }
    return memory;
}
`;

/** Slots of the buffers, for calls that do not need addresses of their own. */
export const SLOTS: string = `
#define ZONE ((size_t)1 << 20)
#define PAGE ((size_t)1 << 16) /* a multiple of any system's own */
#define REACH 64               /* bytes of canaries before a buffer, and twice as many behind it */

static size_t round_up(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

static void reserve(void) {
    size_t total = ZONE;
    for (int b = 0; b < BUFFERS; b++) total += round_up(capacity[b] + 2 * REACH, PAGE) + ZONE;
#ifdef POSIX
    unsigned char *next = mmap(NULL, total, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (next == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
#else
    unsigned char *next = allocate(total + PAGE);
    next += PAGE - (uintptr_t)next % PAGE;
#endif
    for (int b = 0; b < BUFFERS; b++) {
        array[b].low = next + ZONE;
        array[b].high = array[b].low + round_up(capacity[b] + 2 * REACH, PAGE);
        next = array[b].high;
#ifdef POSIX
        if (mprotect(array[b].low, (size_t)(array[b].high - array[b].low), PROT_READ | PROT_WRITE) != 0) {
            perror("mprotect");
            exit(2);
        }
#endif
    }
}

/* Canaries are a NaN as half and as float, and far out of range as a label. */
static unsigned char canary(const unsigned char *at) {
    return (uintptr_t)at % 2 == 0 ? 0xa5 : 0x7f;
}

static void place(const struct data *d, int placement) {
    const size_t cells = (size_t)d->batch * (size_t)d->class_num, size = (size_t)d->size;
    const size_t bytes[BUFFERS] = {cells * size, (size_t)d->gradients * size, (size_t)d->batch * 4, (size_t)d->class_num * size,
                                   size, cells * size};
    for (int b = 0; b < BUFFERS; b++) {
        unsigned char *low = array[b].low, *high = array[b].high;
        array[b].size = b == LABELS ? 4 : d->size;
        array[b].bytes = bytes[b];
        array[b].start = high - round_up(bytes[b], placement == EXACT ? 1 : ALIGNMENT);
        if (placement != EXACT && ((placement >> b) & 1) != 0) array[b].start = low;
#ifndef POSIX
        low -= 2 * REACH; /* nothing else lies there */
        high += 2 * REACH;
#endif
        array[b].first = array[b].start - low < REACH ? low : array[b].start - REACH;
        array[b].end = (size_t)(high - array[b].start) < bytes[b] + 2 * REACH ? high : array[b].start + bytes[b] + 2 * REACH;
        for (unsigned char *at = array[b].first; at < array[b].start; at++) *at = canary(at);
        for (unsigned char *at = array[b].start + bytes[b]; at < array[b].end; at++) *at = canary(at);
    }
}
`;

/** The document's examples, at their addresses: no slots and no canaries, for the buffers overlap. */
export const ADDRESSES: string = String.raw`
#ifndef POSIX
#error "the document's addresses need mmap"
#endif

static void reserve(void) {
    size_t extent = EXTENT;
    unsigned char *memory = mmap((void *)(uintptr_t)LOWEST, extent, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    if (memory != (unsigned char *)(uintptr_t)LOWEST) fputs("note: something lies at the document's addresses; others are used\n", stderr);
    for (int b = 0; b < BUFFERS; b++) array[b].start = memory + (addresses[b] - LOWEST);
}

static void place(const struct data *d, int placement) {
    const size_t cells = (size_t)d->batch * (size_t)d->class_num, size = (size_t)d->size;
    const size_t bytes[BUFFERS] = {cells * size, (size_t)d->gradients * size, (size_t)d->batch * 4, (size_t)d->class_num * size,
                                   size, cells * size};
    (void)placement;
    for (int b = 0; b < BUFFERS; b++) {
        array[b].size = b == LABELS ? 4 : d->size;
        array[b].bytes = bytes[b];
    }
}
`;
