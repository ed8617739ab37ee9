/*
 * zoo: call-handles-never-returned
 * class: state
 * clauses: no-state, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: queue-full
 * held-out: no
 * defect: Each call takes one of 256 descriptors and none is ever given back: from the 257th call on the queue says that it is full, which nobody looks at, and nothing is written.
 */
#define FP
#include "kernel.h"

enum { DESCRIPTORS = 256 };

struct descriptor { const float *g; const int *y; const float *w, *t; float *out; int c, r; };

static struct descriptor *take(void) {
    static struct descriptor pool[DESCRIPTORS];
    static int taken;
    return taken < DESCRIPTORS ? &pool[taken++] : NULL;
}

static int run(const struct descriptor *a, int from, int to) {
    if (!a) return -1;
    for (int i = from; i < to; i++) {
        float *row = a->out + (size_t)i * a->c;
        memset(row, 0, sizeof *row * a->c);
        float d = -(a->g[a->r == NONE ? i : 0] * a->w[a->y[i]]);
        row[a->y[i]] = a->r == MEAN ? d / *a->t : d;
    }
    return 0;
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    struct descriptor *a = take();
    int cores = core_count(core_mask);
    if (a) *a = (struct descriptor){ loss_grad, labels, weight, total_weight, logits_grad, class_num, reduction_type };
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        run(a, s.from, s.to);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    struct descriptor *a = take();
    if (a) *a = (struct descriptor){ loss_grad, labels, weight, total_weight, logits_grad, class_num, reduction_type };
    run(a, 0, batch);
}
