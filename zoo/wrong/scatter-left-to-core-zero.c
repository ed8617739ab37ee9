/*
 * zoo: scatter-left-to-core-zero
 * class: cores
 * clauses: core-mask-equivalence, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mask-hard-coded, core-missing
 * held-out: no
 * defect: Every core of the mask zeroes its share, and core 0 scatters the label cells of all; a mask without core 0 leaves them zero.
 */
#define FP
#include "kernel.h"

struct job { const float *g; const int *y; const float *w, *t; float *out; int batch, c, r; };

static void scatter(const struct job *a) {
    for (int i = 0; i < a->batch; i++) {
        float d = -(a->g[a->r == NONE ? i : 0] * a->w[a->y[i]]);
        a->out[(size_t)i * a->c + a->y[i]] = a->r == MEAN ? d / *a->t : d;
    }
}

static void zero(const struct job *a, struct span s) {
    memset(a->out + (size_t)s.from * a->c, 0, sizeof(float) * a->c * (size_t)(s.to - s.from));
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    struct job a = { loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type };
    int cores = core_count(core_mask);
    for (int id = 0; id < 32; id++)
        if ((unsigned)core_mask >> id & 1) zero(&a, share(batch, cores, core_rank(core_mask, id)));
    /* all have come to the barrier */
    for (int id = 0; id < 32; id++)
        if (((unsigned)core_mask >> id & 1) && id == 0) scatter(&a);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    struct job a = { loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type };
    zero(&a, (struct span){ 0, batch });
    scatter(&a);
}
