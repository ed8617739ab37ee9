/** The part of a C program that survives what a call does: fixed text. `where`: says where a fault is. */
export const ENDINGS: string = String.raw`
/* A call that does not return. */

static volatile sig_atomic_t calling;

static void enter(void) {
    calling = 1;
#ifdef POSIX
    alarm(PATIENCE);
#endif
}

static void leave(void) {
#ifdef POSIX
    alarm(0);
#endif
    calling = 0;
}

static void at_end(void) {
    if (!calling) return;
    if (found(FAILURE, 0)) say("the call ended the process\n");
    _Exit(finish());
}

#ifdef POSIX
static void on_signal(int number, siginfo_t *info, void *context) {
    (void)context;
    if (found(FAILURE, 0)) {
        if (number == SIGALRM) say("the call did not return within %d s\n", PATIENCE);
        else say_where(number, info->si_addr);
    }
    _Exit(finish());
}

static void catch_signals(void) {
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM};
    static unsigned char stack[1 << 16]; /* a kernel may have used up its own */
    stack_t other;
    struct sigaction action;
    memset(&other, 0, sizeof other);
    other.ss_sp = stack;
    other.ss_size = sizeof stack;
    sigaltstack(&other, NULL);
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaction(numbers[i], &action, NULL);
}
#endif
`;

/** Where a fault is, in terms of the slots. */
export const WHERE_IN_SLOTS: string = String.raw`
#ifdef POSIX
static void say_where(int number, const void *address) {
    const unsigned char *at = address;
    for (int b = 0; b < BUFFERS; b++) {
        const unsigned char *start = array[b].start, *end = start + array[b].bytes;
        if (at < array[b].low - ZONE / 2 || at >= array[b].high + ZONE / 2) continue;
        if (at < start) say("the call crashed %zu bytes before %s (signal %d)\n", (size_t)(start - at), names[b], number);
        else if (at >= end) say("the call crashed %zu bytes past the end of %s (signal %d)\n", (size_t)(at - end), names[b], number);
        else say("the call wrote %zu bytes into %s, an input (signal %d)\n", (size_t)(at - start), names[b], number);
        return;
    }
    say("the call crashed outside of every buffer (signal %d)\n", number);
}
#endif
`;

/** Where a fault is, in an example: by its address. */
export const WHERE_BY_ADDRESS: string = String.raw`
static void say_where(int number, const void *address) {
    say("the call crashed at %p (signal %d)\n", address, number);
}
`;

/** Turns the inputs read-only and back. */
export const PROTECT: string = `
/* The last call's inputs lie in memory that cannot be written. */
static void protect_inputs(int read_only) {
#ifdef POSIX
    for (int b = 0; b < LOGITS_GRAD; b++)
        mprotect(array[b].low, (size_t)(array[b].high - array[b].low), read_only ? PROT_READ : PROT_READ | PROT_WRITE);
#else
    (void)read_only;
#endif
}
`;

/** Looks at the output once more, some time after the last call returned. */
export const LATE: string = String.raw`
/* When a call returns, nothing writes any more. */
static void watch(const struct data *d) {
    const size_t cells = (size_t)d->batch * (size_t)d->class_num;
    const uint32_t mark = d->size == 4 ? 0x7fb1a7e5 : 0x7d17; /* a NaN that no arithmetic gives */
    fill(LOGITS_GRAD, 0, cells, mark, 0);
#ifdef POSIX
    nanosleep(&(struct timespec){0, 30000000}, NULL);
#else
    for (clock_t start = clock(); clock() - start < CLOCKS_PER_SEC / 33;) continue;
#endif
    for (size_t i = 0; i < cells; i++) {
        const uint32_t bits = load(LOGITS_GRAD, i);
        if (bits != mark && found(FAILURE, 1))
            say("row %zu, class %zu: written within 30 ms after the call returned, with %s\n", i / (size_t)d->class_num,
                i % (size_t)d->class_num, show(bits, d->size).of);
    }
    if (bad_others == 0) judge_around();
}
`;

/** Holds the calls' results against each other. */
export const COMPARE: string = String.raw`
/* Results that must be the first call's, judged once each call passed by itself. */
static void compare(int k) {
    static unsigned char *first;
    const struct data *d = calls[0].data;
    if (k == 0) {
        free(first);
        first = allocate(array[LOGITS_GRAD].bytes);
        memcpy(first, array[LOGITS_GRAD].start, array[LOGITS_GRAD].bytes);
    }
    for (size_t i = 0; k > 0 && bad_cells + bad_others == 0 && i < sizeof comparisons / sizeof *comparisons; i++) {
        const struct comparison *its = &comparisons[i];
        if (its->call != k) continue;
        its->load_rows();
        its->load_columns();
        for (int32_t row = 0; row < d->batch; row++) {
            const uint32_t to = load(ROWS, (size_t)row);
            for (int32_t column = 0; to != NOWHERE && column < d->class_num; column++) {
                const size_t at = (size_t)row * (size_t)d->class_num + (size_t)column;
                const uint32_t bits = load(LOGITS_GRAD, (size_t)to * (size_t)d->class_num + load(COLUMNS, (size_t)column));
                uint32_t wanted = 0;
                memcpy(&wanted, first + at * (size_t)d->size, (size_t)d->size);
                const double x = value(wanted, d->size) * its->factor, y = value(bits, d->size);
                if (x == y || (x != x && y != y) || !found(DIFFERENCE, 1)) continue;
                say("row %d, class %d: expected %s", (int)row, (int)column, show(wanted, d->size).of);
                if (its->factor != 1) say(" times %d", its->factor);
                say(", received %s: results differ between %s\n", show(bits, d->size).of, its->between);
            }
        }
    }
}
`;
