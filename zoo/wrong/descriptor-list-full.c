/*
 * zoo: descriptor-list-full
 * class: indexing
 * clauses: output-extent, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: queue-full
 * held-out: no
 * defect: A core queues a transfer for each row in a list of 512, carried out when all are queued; what comes when the list is full is dropped, so that a core's rows from the 513th on are not written.
 */
#define FP
#include "kernel.h"

struct transfer { float *row; int label; float d; };
struct list { struct transfer entry[512]; int n; };

static void queue(struct list *l, struct transfer transfer) {
    if (l->n < 512) l->entry[l->n++] = transfer;
}

static void carry_out(const struct list *l, int c) {
    for (const struct transfer *e = l->entry; e < l->entry + l->n; e++) {
        memset(e->row, 0, sizeof(float) * c);
        e->row[e->label] = e->d;
    }
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    struct list l = { .n = 0 };
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        queue(&l, (struct transfer){ out + (size_t)i * c, y[i], r == MEAN ? d / *t : d });
    }
    carry_out(&l, c);
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
