/*
 * zoo: hash-of-64-classes-full
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: endless-loop, queue-full
 * held-out: no
 * defect: Weights of the classes that a share has met are kept in a hash table of 64 places; with all taken by others the search for a place goes round for ever.
 */
#define FP
#include "kernel.h"

enum { PLACES = 64 };

struct table { int label[PLACES]; float weight[PLACES]; };

static float find(struct table *x, int label, const float *w) {
    unsigned k = (unsigned)label * 2654435769u >> 26;
    while (((volatile int *)x->label)[k] != label) {
        if (x->label[k] == -1) {
            x->label[k] = label;
            x->weight[k] = w[label];
        } else {
            k = (k + 1) % PLACES;
        }
    }
    return x->weight[k];
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    struct table x;
    memset(x.label, 0xff, sizeof x.label);
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * find(&x, y[i], w));
        row[y[i]] = r == MEAN ? d / *t : d;
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
