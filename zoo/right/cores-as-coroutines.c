/*
 * zoo: cores-as-coroutines
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: Each core of the mask is a coroutine with a stack of its own; they take turns and yield in the middle of a row and after it, so that all shares advance together on one thread.
 */
#define _GNU_SOURCE
#include <ucontext.h>
#include "kernel.h"

#define STACK 65536

struct call {
    float *g, *w, *t, *out;
    int *labels, batch, classes, reduction;
};
struct core {
    ucontext_t here, *hub;
    const struct call *call;
    int from, to, done;
    char *stack;
};

static void pause_core(struct core *c) { if (c->hub) swapcontext(&c->here, c->hub); }

static void work(struct core *c) {
    const struct call *a = c->call;
    size_t width = (size_t)a->classes, middle = width / 2;
    int every = (c->to - c->from) / 512 + 1;    /* a switch is a system call: not too many of them */
    for (int i = c->from; i < c->to; i++) {
        float *row = a->out + (size_t)i * width;
        int label = a->labels[i];
        for (size_t j = 0; j < middle; j++) row[j] = 0;
        if ((i - c->from) % every == 0) pause_core(c);
        float v = -a->g[a->reduction == NONE ? i : 0];
        if (a->reduction == MEAN) v = v * (a->w[label] / *a->t);
        else v = v * a->w[label];
        for (size_t j = middle; j < width; j++) row[j] = 0;
        row[label] = v;
        if ((i - c->from) % every == 0) pause_core(c);
    }
    c->done = 1;
}

static void start(unsigned low, unsigned high) {
    struct core *c = (struct core *)(uintptr_t)((uint64_t)high << 32 | low);
    work(c);
    for (;;) swapcontext(&c->here, c->hub);     /* never resumed once done */
}

static void run(const struct call *call, int cores) {
    ucontext_t hub;
    struct core *core = calloc((size_t)cores, sizeof *core);
    if (!core) {
        struct core alone = { .call = call, .to = call->batch };
        work(&alone);
        return;
    }
    int left = cores;
    for (int k = 0; k < cores; k++) {
        struct span s = share(call->batch, cores, k);
        struct core *c = &core[k];
        c->call = call, c->from = s.from, c->to = s.to;
        if (!(c->stack = malloc(STACK)) || getcontext(&c->here)) {
            work(c);
            left--;
            continue;
        }
        c->hub = &hub;
        c->here.uc_stack.ss_sp = c->stack;
        c->here.uc_stack.ss_size = STACK;
        c->here.uc_link = NULL;
        uint64_t p = (uintptr_t)c;
        makecontext(&c->here, (void (*)(void))start, 2, (unsigned)p, (unsigned)(p >> 32));
    }
    while (left)
        for (int k = 0; k < cores; k++)
            if (!core[k].done) {
                swapcontext(&hub, &core[k].here);
                left -= core[k].done;
            }
    for (int k = 0; k < cores; k++) free(core[k].stack);
    free(core);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    struct call c = { loss_grad, weight, total_weight, logits_grad, labels, batch, class_num, reduction_type };
    run(&c, 1);
}
void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits;
    struct call c = { loss_grad, weight, total_weight, logits_grad, labels, batch, class_num, reduction_type };
    run(&c, core_count(core_mask));
}
