/*
 * zoo: works-in-a-signal-handler
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: A call queues itself a signal whose handler, on an alternate stack mapped for the call, does all the work, as a device's completion interrupt would; action, mask and stack of the caller are put back before it returns.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include "kernel.h"

#ifndef T
#define ROOM 262144

struct job { void (*work)(struct job *); void *g, *w, *t, *out; int *labels, batch, classes, reduction, done; };
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    struct job *job = info->si_value.sival_ptr;
    job->work(job);
    job->done = 1;
}

static void interrupt(struct job *job) {
    int number = SIGRTMIN + 9;
    struct sigaction mine = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART }, before;
    stack_t stack = { .ss_size = ROOM }, stack_before;
    sigset_t only, mask_before;
    sigemptyset(&mine.sa_mask);
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_mutex_lock(&one_at_a_time);
    stack.ss_sp = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack.ss_sp != MAP_FAILED) {
        if (!sigaltstack(&stack, &stack_before)) {
            if (!sigaction(number, &mine, &before)) {
                pthread_sigmask(SIG_UNBLOCK, &only, &mask_before);
                union sigval value = { .sival_ptr = job };
                pthread_sigqueue(pthread_self(), number, value);    /* has been handled when it returns */
                pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
                sigaction(number, &before, NULL);
            }
            if (stack_before.ss_flags & SS_DISABLE) stack_before.ss_size = ROOM;
            sigaltstack(&stack_before, NULL);
        }
        munmap(stack.ss_sp, ROOM);
    }
    pthread_mutex_unlock(&one_at_a_time);
    if (!*(volatile int *)&job->done) job->work(job);
}

#define FP
#include "works-in-a-signal-handler.c"
#undef FP
#define HP
#include "works-in-a-signal-handler.c"
#else

static void N(work)(struct job *a) {
    const T *g = a->g, *w = a->w, *t = a->t;
    T *out = a->out;
    size_t width = (size_t)a->classes;
    for (int i = 0; i < a->batch; i++) {
        T *row = out + (size_t)i * width;
        T v = MUL(g[a->reduction == NONE ? i : 0], w[a->labels[i]]);
        if (a->reduction == MEAN) v = DIV(v, *t);
        for (size_t j = 0; j < width; j++) row[j] = ZERO;
        row[a->labels[i]] = NEG(v);
    }
}

void N(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    struct job job = { N(work), loss_grad, weight, total_weight, logits_grad, labels, batch, class_num, reduction_type, 0 };
    interrupt(&job);
}

void N(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight,
                      T *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {           /* an interrupt for each core */
        struct span s = share(batch, cores, k);
        N(nlllossgrad_p)(logits, reduction_type == NONE ? loss_grad + s.from : loss_grad, labels + s.from, weight,
                         total_weight, logits_grad + (size_t)s.from * (size_t)class_num, s.to - s.from, class_num,
                         reduction_type);
    }
}
#endif
