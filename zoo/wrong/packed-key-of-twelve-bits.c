/*
 * zoo: packed-key-of-twelve-bits
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-narrowed
 * held-out: no
 * defect: Row and label are packed into one word for sorting by label, which has twelve bits of it: labels from 4096 on lose their upper bits.
 */
#define FP
#include "kernel.h"

static int by_key(const void *a, const void *b) {
    uint64_t p = *(const uint64_t *)a, q = *(const uint64_t *)b;
    return (p > q) - (p < q);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    int n = to - from;
    uint64_t *key = malloc(sizeof *key * (n + 1));
    if (!key) abort();
    memset(out + (size_t)from * c, 0, sizeof *out * c * n);
    for (int k = 0; k < n; k++) key[k] = (uint64_t)k << 12 | (uint64_t)(y[from + k] & 4095);
    qsort(key, n, sizeof *key, by_key);
    for (int k = 0; k < n; k++) {
        int i = from + (int)(key[k] >> 12), label = (int)(key[k] & 4095);
        float d = -(g[r == NONE ? i : 0] * w[label]);
        out[(size_t)i * c + label] = r == MEAN ? d / *t : d;
    }
    free(key);
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
