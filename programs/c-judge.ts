/** The part of a C program that says what it found: fixed text. */
export const REPORT: string = String.raw`
/* What was found. */

enum { FAILURE, WARNING };
#define LINES 10 /* that are shown of each */

static long bad_cells, bad_others, lines[2];
static int merely_warn;         /* whatever is found now is no failure */
static char circumstance[160];  /* the call that is looked at */

static void say(const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof text) length = (int)sizeof text - 1;
#ifdef POSIX
    if (write(1, text, (size_t)length) < 0) return; /* a kernel may have died while it held stdout's lock */
#else
    fwrite(text, 1, (size_t)length, stdout);
    fflush(stdout);
#endif
}

/* Counts a fault of a cell, or of something else, and tells whether its line is to be shown. */
static int found(int grade, int is_cell) {
    if (merely_warn) grade = WARNING;
    if (grade == FAILURE) *(is_cell ? &bad_cells : &bad_others) += 1;
    if (lines[grade]++ >= LINES) return 0;
    say("%s%s", grade == WARNING ? "warning: " : "", circumstance);
    return 1;
}

static int finish(void) {
    if (lines[FAILURE] > LINES) say("and %ld more\n", lines[FAILURE] - LINES);
    if (lines[WARNING] > LINES) say("and %ld more warnings\n", lines[WARNING] - LINES);
    if (bad_cells + bad_others == 0) {
        say("holds\n");
        return 0;
    }
    say("fails: %ld cell%s", bad_cells, bad_cells == 1 ? "" : "s");
    if (bad_others > 0) say(", and %ld other fault%s", bad_others, bad_others == 1 ? "" : "s");
    say("\n");
    return 1;
}

/* The value of an element: a double holds each exactly. */
static double value(uint32_t bits, int size) {
    const int fraction_bits = size == 4 ? 23 : 10, bias = size == 4 ? 127 : 15;
    const uint32_t top = size == 4 ? 0xff : 0x1f;
    const uint64_t negative = bits >> (8 * size - 1), fraction = bits & ((1u << fraction_bits) - 1);
    const uint32_t exponent = bits >> fraction_bits & top;
    double result = (double)fraction * (size == 4 ? 0x1p-149 : 0x1p-24);
    uint64_t word;
    if (exponent == 0) return negative ? -result : result;
    word = negative << 63 | (uint64_t)(exponent == top ? 2047 : exponent + 1023 - bias) << 52 | fraction << (52 - fraction_bits);
    memcpy(&result, &word, 8);
    return result;
}

/* Decimal and bits. */
struct text { char of[64]; };
static struct text show(uint32_t bits, int size) {
    struct text text;
    const double x = value(bits, size);
    const char *name = x != x ? "NaN" : x - x == 0 ? NULL : x > 0 ? "+infinity" : "-infinity";
    if (name != NULL) snprintf(text.of, sizeof text.of, "%s (0x%0*x)", name, 2 * size, (unsigned)bits);
    else snprintf(text.of, sizeof text.of, "%.9g (0x%0*x)", x, 2 * size, (unsigned)bits);
    return text;
}
`;

/** The part that looks at the memory after a call: fixed text. */
export const JUDGE: string = String.raw`
/* Judging a call. Cells are judged by the program's own inputs, never by the kernel's copy of them. */

static unsigned char *own[BUFFERS]; /* the inputs as they were before the call */

static void remember(void) {
    for (int b = 0; b < LOGITS_GRAD; b++) {
        free(own[b]);
        own[b] = allocate(array[b].bytes);
        memcpy(own[b], array[b].start, array[b].bytes);
    }
}

static void judge_inputs(void) {
    for (int b = 0; b < LOGITS_GRAD; b++) {
        size_t at = 0;
        if (memcmp(own[b], array[b].start, array[b].bytes) == 0) continue;
        while (own[b][at] == array[b].start[at]) at++;
        if (found(FAILURE, 0)) say("the call changed %s[%zu], an input\n", names[b], at / (size_t)array[b].size);
    }
}

/* A result's place on the line of all values. */
static int32_t place_of(uint32_t bits, int size) {
    const uint32_t sign = size == 4 ? 0x80000000u : 0x8000u, infinity = size == 4 ? 0x7f800000u : 0x7c00u;
    const int32_t magnitude = (int32_t)(bits & (sign - 1));
    if ((uint32_t)magnitude > infinity) return (int32_t)infinity + 1;
    return bits & sign ? -magnitude : magnitude;
}

/* The range that allows a key's cell a result, or NULL. Ranges stand in the order of their keys. */
static const struct allowed *range_of(const struct data *d, int32_t key, int32_t result) {
    size_t low = 0, high = d->alloweds;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (d->allowed[middle].to <= key) low = middle + 1;
        else high = middle;
    }
    for (; low < d->alloweds && d->allowed[low].from <= key; low++)
        if (d->allowed[low].low <= result && result <= d->allowed[low].high) return &d->allowed[low];
    return NULL;
}

static void judge_cells(const struct call *c) {
    const struct data *d = c->data;
    const uint32_t sign = d->size == 4 ? 0x80000000u : 0x8000u, infinity = d->size == 4 ? 0x7f800000u : 0x7c00u;
    for (int32_t row = 0; row < d->batch; row++) {
        int32_t label, key;
        memcpy(&label, own[LABELS] + 4 * (size_t)row, 4);
        key = d->reduction == NONE ? row : label;
        for (int32_t column = 0; column < d->class_num; column++) {
            const uint32_t bits = load(LOGITS_GRAD, (size_t)row * (size_t)d->class_num + (size_t)column);
            const int unwritten = c->filled && bits == c->poison;
            const char *remark = unwritten ? ", what stood there: never written" : "";
            if (column != label) {
                if ((bits & (sign - 1)) != 0 && found(FAILURE, 1))
                    say("row %d, class %d: expected 0, received %s%s\n", (int)row, (int)column, show(bits, d->size).of, remark);
                continue;
            }
            const uint32_t expected = load(EXPECTED, (size_t)key);
            const int32_t result = place_of(bits, d->size);
            if (result == place_of(expected, d->size)) continue;
            const struct allowed *range = range_of(d, key, result);
            if (range != NULL && range->clause == NULL) continue;
            /* No arithmetic gives the payload of the NaN that the output was filled with. */
            if (range != NULL && !(unwritten && (bits & (sign - 1)) > infinity)) {
                if (found(WARNING, 1))
                    say("row %d, class %d: expected %s, received %s: %s\n", (int)row, (int)column, show(expected, d->size).of,
                        show(bits, d->size).of, range->clause);
            } else if (found(FAILURE, 1))
                say("row %d, class %d: expected %s, received %s%s\n", (int)row, (int)column, show(expected, d->size).of,
                    show(bits, d->size).of, remark);
        }
    }
}
`;

/** Judges what stands around the buffers, where they lie in slots. */
export const AROUND: string = String.raw`
static void judge_around(void) {
    for (int b = 0; b < BUFFERS; b++) {
        const unsigned char *start = array[b].start, *end = start + array[b].bytes;
        for (const unsigned char *at = array[b].first; at < array[b].end; at++) {
            if (at == start) at = end;
            if (at >= array[b].end || *at == canary(at)) continue;
            if (found(FAILURE, 0)) {
                if (at < start) say("the call wrote %zu bytes before %s\n", (size_t)(start - at), names[b]);
                else say("the call wrote %zu bytes past the end of %s\n", (size_t)(at - end), names[b]);
            }
            break;
        }
    }
}
`;

/** Judges what lies between the inputs of a document's example. */
export const BETWEEN: string = String.raw`
static unsigned char *region;

static size_t region_bytes(void) {
    const size_t logits = array[LOGITS].bytes, rest = (size_t)(array[TOTAL_WEIGHT].start + array[TOTAL_WEIGHT].bytes - array[LOGITS].start);
    return logits > rest ? logits : rest;
}

static void remember_region(void) {
    region = allocate(region_bytes());
    memcpy(region, array[LOGITS].start, region_bytes());
}

/* Between the inputs, too, nothing may change. An input that did was told. */
static void judge_around(void) {
    size_t at = 0;
    if (bad_others > 0) return;
    while (at < region_bytes() && region[at] == array[LOGITS].start[at]) at++;
    if (at < region_bytes() && found(FAILURE, 0))
        say("the call wrote at 0x%lx, where only inputs lie\n", (unsigned long)(addresses[LOGITS] + at));
}
`;
