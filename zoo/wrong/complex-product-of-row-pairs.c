/*
 * zoo: complex-product-of-row-pairs
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-weight, loss-grad-of-another-row
 * held-out: no
 * defect: Two rows are multiplied by one instruction, which is the complex product in place of the packed one: the first row is g0 w0 - g1 w1, the second g0 w1 + g1 w0; a last single row is right.
 */
#define FP
#include "kernel.h"

struct pair { float lo, hi; };

static struct pair multiply(struct pair a, struct pair b) {
    return (struct pair){ a.lo * b.lo - a.hi * b.hi, a.lo * b.hi + a.hi * b.lo };
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i += 2) {
        int two = i + 1 < to, next = two ? i + 1 : i;
        struct pair a = { -g[r == NONE ? i : 0], two ? -g[r == NONE ? next : 0] : 0 };
        struct pair b = { w[y[i]], two ? w[y[next]] : 0 };
        struct pair d = multiply(a, b);
        memset(out + (size_t)i * c, 0, sizeof *out * c * (two + 1));
        out[(size_t)i * c + y[i]] = r == MEAN ? d.lo / *t : d.lo;
        if (two) out[(size_t)next * c + y[next]] = r == MEAN ? d.hi / *t : d.hi;
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
