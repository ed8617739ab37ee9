/*
 * zoo: class-list-of-sixteen-rows
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: queue-full
 * held-out: no
 * defect: Rows are put on a list for each class, so that its weight is loaded once; a list has room for 16 rows and what comes after is not put on it.
 */
#define FP
#include "kernel.h"

enum { ROOM = 16 };

struct list { int n, row[ROOM]; };

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    struct list *of = calloc(c, sizeof *of);
    if (!of) abort();
    for (int i = from; i < to; i++) {
        struct list *x = &of[y[i]];
        memset(out + (size_t)i * c, 0, sizeof *out * c);
        if (x->n < ROOM) x->row[x->n++] = i;
    }
    for (int k = 0; k < c; k++) {
        if (!of[k].n) continue;
        float weight = w[k];
        for (int n = 0; n < of[k].n; n++) {
            int i = of[k].row[n];
            float d = -(g[r == NONE ? i : 0] * weight);
            out[(size_t)i * c + k] = r == MEAN ? d / *t : d;
        }
    }
    free(of);
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
