/*
 * zoo: dictionary-of-eight-classes
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-weight, queue-full
 * held-out: no
 * defect: A share has a dictionary of the classes it has met, with their weights, which holds eight; a class that finds no room takes the weight of the first entry.
 */
#define FP
#include "kernel.h"

enum { ROOM = 8 };

struct dictionary { int n, label[ROOM]; float weight[ROOM]; };

static int entry(struct dictionary *x, int label, const float *w) {
    for (int k = 0; k < x->n; k++)
        if (x->label[k] == label) return k;
    if (x->n == ROOM) return 0;
    x->label[x->n] = label;
    x->weight[x->n] = w[label];
    return x->n++;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    struct dictionary x = { .n = 0 };
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * x.weight[entry(&x, y[i], w)]);
        memset(out + (size_t)i * c, 0, sizeof *out * c);
        out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
