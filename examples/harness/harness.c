/*
 * A harness to copy: makes the calls that `nllgrad` asks for in docs/protocol.md, of a kernel that is linked with it.
 *
 *     cc -O2 -o harness harness.c kernel.c
 *     nllgrad check "exec:./harness"
 *
 *     harness calls.bin results.bin      the same from file to file, for machines that have no pipes
 *
 * Needs the C library alone: C99, and for what POSIX adds C11.
 */

/* ---- What to change: here, or in the compiler's arguments, as in -DHARNESS_NAME='"my kernel"' ---- */

/* What reports call the kernel, at most 100 characters without quotes or backslashes. HARNESS_VERSION is its like; no default. */
#ifndef HARNESS_NAME
#define HARNESS_NAME "a kernel behind harness.c"
#endif

/* mt7004: all four functions are linked. ft78ne: fp_nlllossgrad_s and fp_nlllossgrad_p alone. */
#ifndef HARNESS_PLATFORM
#define HARNESS_PLATFORM mt7004
#endif

/*
 * What the six buffers of a call may take together, in bytes: digits alone, since hello repeats them. Requests may be as
 * long besides, so that the harness takes up to twice as much memory, and takes it when a call first needs it.
 */
#ifndef HARNESS_MAX_BYTES
#define HARNESS_MAX_BYTES 268435456
#endif

/* 1: crashes and hangs are reported and survived, and what the kernel prints is kept out of the answers. 0: C99 alone. */
#ifndef HARNESS_POSIX
#if defined(__unix__) || defined(__APPLE__)
#define HARNESS_POSIX 1
#else
#define HARNESS_POSIX 0
#endif
#endif

/* ---- Nothing below needs a change ---- */

/* The protocol's integers are read where they lie: a host of the other byte order would have to turn each of them. */
#if (defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) || (defined(_BIG_ENDIAN) && !defined(_LITTLE_ENDIAN))
#error "harness.c serves little-endian hosts only"
#endif

#if HARNESS_POSIX
#define _XOPEN_SOURCE 700 /* sigaltstack, setitimer */
#define _DEFAULT_SOURCE   /* memory of no file, with glibc */
#define _DARWIN_C_SOURCE  /* the same */
#endif

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if HARNESS_POSIX
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>
#endif

typedef char bytes_have_8_bits[CHAR_BIT == 8 ? 1 : -1];
typedef char int_has_32_bits[sizeof(int) == 4 ? 1 : -1];

#define STRING_OF(x) #x
#define STRING(x) STRING_OF(x)
#define JOIN_OF(a, b) a##b
#define JOIN(a, b) JOIN_OF(a, b)

/* How many of the functions are linked, in the protocol's order: fp comes first. */
#define functions_of_ft78ne 2
#define functions_of_mt7004 4
#define FUNCTIONS JOIN(functions_of_, HARNESS_PLATFORM)
#if FUNCTIONS == 0
#error "HARNESS_PLATFORM is ft78ne or mt7004"
#endif

/* Declared here, with pointers to anything, so that no header is needed and any type of half will link. */
void fp_nlllossgrad_s(void *, void *, void *, void *, void *, void *, int, int, int, int);
void fp_nlllossgrad_p(void *, void *, void *, void *, void *, void *, int, int, int);
#if FUNCTIONS == 4
void hp_nlllossgrad_s(void *, void *, void *, void *, void *, void *, int, int, int, int);
void hp_nlllossgrad_p(void *, void *, void *, void *, void *, void *, int, int, int);
#endif

enum { HELLO = 1, BATCH, RESULT, PING, PONG, ERROR };              /* types of frames */
enum { RETURNED = 0, CRASHED = 2, HUNG = 3, NOT_MADE = 4 };        /* how calls end */
enum { SENT = 0, PATTERN = 1, LEFT = 2 };                          /* what buffers hold */
enum { BUFFERS = 6, LOGITS_GRAD = 5 };
enum { MAX_CALLS = 256, MAX_ALIGNMENT = 4096, MAX_GUARD = 1 << 20, MAX_PING = 1 << 20 };

/* A batch of one call as large as can be, or of many small ones. */
#define MAX_PAYLOAD ((uint64_t)HARNESS_MAX_BYTES + (1 << 20))

static const uint32_t MAGIC = 0x474c4c4e; /* NLLG */

static const char hello[] = "{\"protocol\":1,\"name\":\"" HARNESS_NAME "\","
#ifdef HARNESS_VERSION
                            "\"version\":\"" HARNESS_VERSION "\","
#endif
#if FUNCTIONS == 4
                            "\"elementTypes\":[\"hp\",\"fp\"],"
#else
                            "\"elementTypes\":[\"fp\"],"
#endif
                            "\"platform\":\"" STRING(HARNESS_PLATFORM) "\","
#if HARNESS_POSIX
                            "\"abilities\":[\"inputs\",\"guards\",\"left\",\"endings\"],"
#else
                            "\"abilities\":[\"inputs\",\"guards\",\"left\"],"
#endif
                            "\"maxCalls\":256,\"maxBytes\":" STRING(HARNESS_MAX_BYTES) "}";

/* These three lie in memory as they come: words without gaps. */
struct frame {
    uint32_t magic, version, type, id, length, crc;
};

struct buffer {
    uint32_t bytes, before, behind, content, pattern;
};

struct request {
    uint32_t function, batch, class_num, reduction, core_mask, milliseconds;
    struct buffer buffers[BUFFERS];
};

struct call {
    struct request asked;
    const unsigned char *sent[BUFFERS]; /* in the frame, which is kept: what inputs are compared with */
    unsigned char *start[BUFFERS];      /* in memory */
};

struct memory {
    unsigned char *start;
    size_t bytes;
};

static FILE *in, *out;
static struct memory payload;      /* of the frame that is being answered */
static struct memory inputs;       /* the first five buffers */
static struct memory output;       /* logits_grad, apart: a later call may ask for what an earlier one left */
static unsigned char *output_start; /* of logits_grad in the call before */

/* ---- Frames ---- */

/* CRC-32 goes on from `crc`, 0 at the start. */
static uint32_t crc32(uint32_t crc, const unsigned char *bytes, size_t count) {
    static uint32_t table[256];
    if (table[1] == 0) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t rest = i;
            for (int bit = 0; bit < 8; bit++) rest = rest >> 1 ^ (rest & 1 ? 0xedb88320u : 0);
            table[i] = rest;
        }
    }
    crc = ~crc;
    while (count-- > 0) crc = crc >> 8 ^ table[(crc ^ *bytes++) & 255];
    return ~crc;
}

struct piece {
    const void *start;
    size_t bytes;
};

/* Sends pieces as one payload, from where they lie, so that a large buffer is not copied. Flushed: the suite waits for it. */
static void send(uint32_t type, uint32_t id, const struct piece *pieces, int count) {
    struct frame f = {MAGIC, 1, type, id, 0, 0};
    for (int i = 0; i < count; i++) {
        f.length += (uint32_t)pieces[i].bytes;
        f.crc = crc32(f.crc, pieces[i].start, pieces[i].bytes);
    }
    int sent = fwrite(&f, sizeof f, 1, out) == 1;
    for (int i = 0; i < count; i++) sent &= fwrite(pieces[i].start, 1, pieces[i].bytes, out) == pieces[i].bytes;
    if (!sent || fflush(out) != 0) exit(EXIT_FAILURE); /* nobody is left to tell */
}

/* Says what the harness itself could not do. */
static void complain(uint32_t id, const char *format, ...) {
    char text[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    send(ERROR, id, &(struct piece){text, strlen(text)}, 1);
}

#if HARNESS_POSIX

/* To both sides of memory, so that what a kernel writes far past its buffers is a crash of that call, and not of the harness later on. */
#define MOAT ((size_t)1 << (sizeof(void *) > 4 ? 28 : 20))

static unsigned char *take(size_t bytes) {
    if (bytes > SIZE_MAX - 2 * MOAT) return NULL;
    unsigned char *all = mmap(NULL, MOAT + bytes + MOAT, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (all == MAP_FAILED) return NULL;
    if (mprotect(all + MOAT, bytes, PROT_READ | PROT_WRITE) == 0) return all + MOAT;
    munmap(all, MOAT + bytes + MOAT);
    return NULL;
}

static void give(struct memory *memory) {
    if (memory->start != NULL) munmap(memory->start - MOAT, MOAT + memory->bytes + MOAT);
}

#else

static unsigned char *take(size_t bytes) {
    return malloc(bytes);
}

static void give(struct memory *memory) {
    free(memory->start);
}

#endif

/* Memory of at least so many bytes, whose contents may be lost. The old goes before the new comes: boards have no more. */
static int reserve(struct memory *memory, uint64_t bytes) {
    if (bytes <= memory->bytes) return 1;
    give(memory);
    memory->start = (size_t)bytes == bytes ? take((size_t)bytes) : NULL;
    memory->bytes = memory->start == NULL ? 0 : (size_t)bytes;
    return memory->start != NULL;
}

/* ---- Memory of a call ---- */

static size_t padding(size_t bytes) {
    return (4 - bytes % 4) % 4;
}

/* The next multiple of the alignment, and of no more: a kernel that needs more than it was promised shall show it. */
static unsigned char *aligned(unsigned char *at, uint32_t alignment) {
    return at + ((alignment - (uintptr_t)at) & (2 * (uintptr_t)alignment - 1));
}

/* What a buffer and its guards take, wherever the memory begins. */
static uint64_t room(const struct buffer *b, uint32_t alignment) {
    return (uint64_t)b->before + b->bytes + b->behind + 2 * alignment;
}

/* Lays a pattern, or says whether it still stands. */
static int repeat(int lay, unsigned char *at, size_t bytes, uint32_t pattern) {
    for (size_t i = 0; i < bytes; i += 4) {
        size_t part = bytes - i < 4 ? bytes - i : 4;
        if (lay) memcpy(at + i, &pattern, part);
        else if (memcmp(at + i, &pattern, part) != 0) return 0;
    }
    return 1;
}

/* Lays a buffer and its guards, or says whether they still stand. One function, so that the two cannot come apart. */
static int contents(int lay, const struct call *c, int k) {
    const struct buffer *b = &c->asked.buffers[k];
    unsigned char *start = c->start[k];
    int stand = repeat(lay, start - b->before, b->before, 0x7fa57fa5) &&
                repeat(lay, start + b->bytes, b->behind, b->bytes % 2 == 0 ? 0x7fa57fa5 : 0xa57fa57f);
    if (b->content == PATTERN) return stand && repeat(lay, start, b->bytes, b->pattern);
    if (b->content == SENT && !lay) return stand && memcmp(start, c->sent[k], b->bytes) == 0;
    if (b->content == SENT) memcpy(start, c->sent[k], b->bytes);
    return stand;
}

/* logits_grad begins where it began in the call before, unless it no longer fits there: then what was left goes along. */
static int place_output(struct call *c, uint32_t alignment) {
    const struct buffer *b = &c->asked.buffers[LOGITS_GRAD];
    size_t low = (size_t)(output_start - output.start), high = output.bytes - low;
    int fits = output_start != NULL && (uintptr_t)output_start % alignment == 0 && low >= b->before &&
               high >= (uint64_t)b->bytes + b->behind;
    if (!fits) {
        struct memory more = {NULL, 0};
        if (!reserve(&more, room(b, alignment))) return 0;
        unsigned char *start = aligned(more.start + b->before, alignment);
        if (b->content == LEFT) {
            memset(start, 0, b->bytes);
            if (output_start != NULL) memcpy(start, output_start, high < b->bytes ? high : b->bytes);
        }
        give(&output);
        output = more;
        output_start = start;
    }
    c->start[LOGITS_GRAD] = output_start;
    return 1;
}

/* Gives each buffer its place and its contents. */
static int lay_out(struct call *c, uint32_t alignment) {
    uint64_t bytes = 0;
    for (int k = 0; k < LOGITS_GRAD; k++) bytes += room(&c->asked.buffers[k], alignment);
    if (!reserve(&inputs, bytes) || !place_output(c, alignment)) return 0;
    unsigned char *at = inputs.start;
    for (int k = 0; k < LOGITS_GRAD; k++) {
        c->start[k] = aligned(at + c->asked.buffers[k].before, alignment);
        at = c->start[k] + c->asked.buffers[k].bytes + c->asked.buffers[k].behind;
    }
    for (int k = 0; k < BUFFERS; k++) contents(1, c, k);
    return 1;
}

/* ---- Calls ---- */

static void perform(const struct call *c) {
    const struct request *r = &c->asked;
    unsigned char *const *b = c->start;
    int batch = (int)r->batch, class_num = (int)r->class_num, reduction = (int)r->reduction, mask = (int)r->core_mask;
    switch (r->function) {
        case 0: fp_nlllossgrad_s(b[0], b[1], b[2], b[3], b[4], b[5], batch, class_num, reduction, mask); break;
        case 1: fp_nlllossgrad_p(b[0], b[1], b[2], b[3], b[4], b[5], batch, class_num, reduction); break;
#if FUNCTIONS == 4
        case 2: hp_nlllossgrad_s(b[0], b[1], b[2], b[3], b[4], b[5], batch, class_num, reduction, mask); break;
        case 3: hp_nlllossgrad_p(b[0], b[1], b[2], b[3], b[4], b[5], batch, class_num, reduction); break;
#endif
    }
}

#if HARNESS_POSIX

#if __STDC_VERSION__ < 201112L
#define _Thread_local __thread
#endif

/*
 * Where a call that ends by a signal lands; NULL while none is made. Each thread has its own: a signal in a thread that the
 * kernel started cannot be survived from there, and ends the harness as it would have without a handler.
 */
static _Thread_local sigjmp_buf *landing;
static volatile sig_atomic_t caught;

static void land(int number) {
    if (landing == NULL) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    caught = number;
    siglongjmp(*landing, 1);
}

static void set_timer(uint32_t milliseconds) {
    struct itimerval timer = {{0, 0}, {(time_t)(milliseconds / 1000), (suseconds_t)(milliseconds % 1000 * 1000)}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

/* Handlers run on a stack of their own: a kernel may have used up the other. */
static void prepare_endings(void) {
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM};
    static char stack[65536];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_flags = SA_ONSTACK};
    action.sa_handler = land;
    sigemptyset(&action.sa_mask);
    sigaltstack(&alternate, NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaction(numbers[i], &action, NULL);
}

/* Makes the call; how it ended, and for a crash by which signal. */
static uint32_t make(const struct call *c, const char **text) {
    sigjmp_buf here;
    caught = 0;
    if (sigsetjmp(here, 1) == 0) {
        landing = &here;
        set_timer(c->asked.milliseconds > 0 ? c->asked.milliseconds : 1); /* 0 would mean no timer */
        perform(c);
    }
    set_timer(0); /* before landing is taken away: the alarm may ring until here */
    landing = NULL;
    switch (caught) {
        case 0: return RETURNED;
        case SIGALRM: return HUNG;
        case SIGSEGV: *text = "SIGSEGV"; break;
        case SIGBUS: *text = "SIGBUS"; break;
        case SIGFPE: *text = "SIGFPE"; break;
        case SIGILL: *text = "SIGILL"; break;
        case SIGABRT: *text = "SIGABRT"; break;
    }
    return CRASHED;
}

/* Takes the streams to where the kernel does not reach them: what it prints goes to standard error, and it has no input. */
static void take_streams(void) {
    fflush(stdout);
    in = fdopen(dup(0), "rb");
    out = fdopen(dup(1), "wb");
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing > 0 && dup2(nothing, 0) == 0) close(nothing);
    dup2(2, 1);
}

#else

static void prepare_endings(void) {}

static uint32_t make(const struct call *c, const char **text) {
    (void)text;
    perform(c);
    return RETURNED;
}

static void take_streams(void) {
    in = stdin;
    out = stdout;
}

#endif

/* ---- Batches ---- */

/* Sends what came of a call: logits_grad and what else changed, if the call ended in a way that leaves it known. */
static void answer(uint32_t id, uint32_t place, uint32_t status, const char *text, const struct call *c) {
    static const unsigned char zeros[4];
    uint32_t head[4] = {place, status, (uint32_t)strlen(text), 0};
    struct piece pieces[3 + 2 * BUFFERS] = {{head, sizeof head}, {text, head[2]}, {zeros, padding(head[2])}};
    int count = 3;
    for (int k = 0; k < BUFFERS && (status == RETURNED || status == CRASHED); k++) {
        const struct buffer *b = &c->asked.buffers[k];
        size_t bytes = (size_t)b->before + b->bytes + b->behind;
        if (k != LOGITS_GRAD && contents(0, c, k)) continue;
        head[3] |= 1u << k;
        pieces[count++] = (struct piece){c->start[k] - b->before, bytes};
        pieces[count++] = (struct piece){zeros, padding(bytes)};
    }
    send(RESULT, id, pieces, count);
}

/* Reads a call at `*at`, which moves behind it. What is wrong with it, or NULL. */
static const char *read_call(const unsigned char **at, const unsigned char *end, struct call *c) {
    struct request *r = &c->asked;
    if ((size_t)(end - *at) < sizeof *r) return "is cut off";
    memcpy(r, *at, sizeof *r);
    *at += sizeof *r;
    if (r->function >= FUNCTIONS) return "is of a function that is not here";
    if (r->batch > INT_MAX) return "has a batch that is no int";
    if (r->class_num < 1 || r->class_num > INT_MAX) return "has a class_num that is no positive int";
    uint64_t bytes = 0;
    for (int k = 0; k < BUFFERS; k++) {
        const struct buffer *b = &r->buffers[k];
        if (b->before % 4 != 0 || b->behind % 2 != 0) return "has a guard of a size that is none";
        if (b->before > MAX_GUARD || b->behind > MAX_GUARD) return "has a guard past 1 MiB";
        if (b->content > (k == LOGITS_GRAD ? LEFT : PATTERN)) return "has a buffer of unknown content";
        bytes += b->bytes;
    }
    if (bytes > HARNESS_MAX_BYTES) return "takes more than " STRING(HARNESS_MAX_BYTES) " bytes";
    for (int k = 0; k < BUFFERS; k++) {
        if (r->buffers[k].content != SENT) continue;
        size_t size = (size_t)r->buffers[k].bytes + padding(r->buffers[k].bytes);
        if ((size_t)(end - *at) < size) return "has a buffer that is cut off";
        c->sent[k] = *at;
        *at += size;
    }
    return NULL;
}

/* Reads the batch twice: nothing is called before all of it is known to be sound. */
static void serve_batch(const struct frame *f) {
    const unsigned char *at = payload.start, *end = at + f->length;
    uint32_t calls, alignment;
    struct call c;
    if (f->length < 8) {
        complain(f->id, "a batch of %lu bytes has no beginning", (unsigned long)f->length);
        return;
    }
    memcpy(&calls, at, 4);
    memcpy(&alignment, at + 4, 4);
    at += 8;
    if (calls > MAX_CALLS || alignment < 4 || alignment > MAX_ALIGNMENT || (alignment & (alignment - 1)) != 0) {
        complain(f->id, "a batch of %lu calls, aligned to %lu", (unsigned long)calls, (unsigned long)alignment);
        return;
    }
    for (uint32_t i = 0; i < calls; i++) {
        const char *wrong = read_call(&at, end, &c);
        if (wrong != NULL) {
            complain(f->id, "call %lu of the batch %s", (unsigned long)i, wrong);
            return;
        }
    }
    if (at != end) {
        complain(f->id, "%lu bytes follow the batch's last call", (unsigned long)(end - at));
        return;
    }

    /* After a crash or a hang the kernel's own state is anyone's guess: the rest of the batch is left to the suite. */
    uint32_t status = RETURNED;
    at = payload.start + 8;
    for (uint32_t i = 0; i < calls; i++) {
        const char *text = "";
        read_call(&at, end, &c);
        if (status != RETURNED) status = NOT_MADE;
        else if (lay_out(&c, alignment)) status = make(&c, &text);
        else {
            complain(f->id, "call %lu of the batch: no memory for its buffers", (unsigned long)i);
            return;
        }
        answer(f->id, i, status, text, &c);
    }
}

/* ---- */

/* Reads bytes that are not wanted. */
static void skip(uint32_t bytes) {
    char discarded[4096];
    while (bytes > 0) {
        size_t some = fread(discarded, 1, bytes < sizeof discarded ? bytes : sizeof discarded, in);
        if (some == 0) return;
        bytes -= (uint32_t)some;
    }
}

/* The input's end is the end, wherever it comes; in a file, somebody will want to know. */
static int cut_off(uint32_t id) {
    complain(id, "the input ends within a frame");
    return EXIT_SUCCESS;
}

/* Answers frames until the input ends, or until nobody knows where the next frame begins. The exit code. */
static int serve(void) {
    for (;;) {
        struct frame f = {0, 0, 0, 0, 0, 0};
        size_t got = fread(&f, 1, sizeof f, in);
        if (got == 0) return EXIT_SUCCESS;
        if (got < sizeof f) return cut_off(f.id);
        if (f.magic != MAGIC || f.version != 1) {
            complain(f.id, "no frame of version 1, by its first bytes");
            return EXIT_FAILURE;
        }
        if (f.length > MAX_PAYLOAD || !reserve(&payload, (uint64_t)f.length + 1)) {
            complain(f.id, "a payload of %lu bytes is more than is served", (unsigned long)f.length);
            skip(f.length);
            continue;
        }
        if (fread(payload.start, 1, f.length, in) < f.length) return cut_off(f.id);
        if (crc32(0, payload.start, f.length) != f.crc) {
            complain(f.id, "the checksum does not fit the payload");
            return EXIT_FAILURE;
        }
        if (f.type == BATCH) serve_batch(&f);
        else if (f.type == PING && f.length <= MAX_PING) send(PONG, f.id, &(struct piece){payload.start, f.length}, 1);
        else if (f.type == PING) complain(f.id, "a ping of more than 1 MiB");
        else complain(f.id, "frames of type %lu are not served", (unsigned long)f.type);
    }
}

int main(int count, char **arguments) {
    if (count == 3) {
        in = fopen(arguments[1], "rb");
        out = in == NULL ? NULL : fopen(arguments[2], "wb");
    } else if (count == 1) {
        take_streams();
    }
    if (in == NULL || out == NULL) {
        fprintf(stderr, "usage: %s [CALLS RESULTS]: files to read and to write; without them, standard input and output\n",
                count > 0 ? arguments[0] : "harness");
        return 2;
    }
    prepare_endings();
    send(HELLO, 0, &(struct piece){hello, strlen(hello)}, 1);
    int code = serve();
    return fclose(out) == 0 ? code : EXIT_FAILURE;
}
